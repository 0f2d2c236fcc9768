import { createPublicKey, verify } from "node:crypto";
import { pathToFileURL } from "node:url";
import { importJWK, jwtVerify } from "jose";
import type { GatewayHandler } from "../../shared/http/pipeline.ts";
import { median } from "../median.ts";
import { credentialsEvent, lambdaContext } from "./gateway-event.ts";
import { takeWork } from "./take-work.ts";

/** What `measure-requests` asks for. */
export interface RequestWork {
  readonly handlerFile: string;
  readonly algorithm: string;
  readonly jwk: Record<string, unknown>;
  readonly issuer: string;
  readonly audience: string;
  /** All of one caller: the session is cached after the first. */
  readonly tokens: readonly string[];
}

/** CPU time of one request, in microseconds. */
export interface RequestCost {
  readonly newTokenUs: number;
  readonly joseUs: number;
  readonly seenTokenUs: number;
  readonly rawVerifyUs: number;
}

const rounds = 15;
const seenAtOnce = 200;

/*
 * What `measure-requests` runs in a process of its own: the function's bundle as Lambda has it, and beside each round of it the
 * same tokens with jose's and Node's verification alone.
 */
const work = await takeWork<RequestWork>();
const { handler } = (await import(pathToFileURL(work.handlerFile).href)) as { readonly handler: GatewayHandler };
const key = await importJWK(work.jwk, work.algorithm);
const publicKey = createPublicKey({ key: work.jwk, format: "jwk" });

const costs: Record<keyof RequestCost, number[]> = { newTokenUs: [], joseUs: [], seenTokenUs: [], rawVerifyUs: [] };
const batch = Math.floor(work.tokens.length / (rounds + 1));
for (let round = 0; round <= rounds; round += 1) {
  const tokens = work.tokens.slice(round * batch, (round + 1) * batch);
  const [seen = ""] = tokens;
  const measured: RequestCost = {
    newTokenUs: await costUs(tokens, vend),
    joseUs: await costUs(tokens, verifyByJose),
    seenTokenUs: await costUs(Array<string>(seenAtOnce).fill(seen), vend),
    rawVerifyUs: await costUs(Array<string>(seenAtOnce).fill(seen), verifyRaw),
  };
  // The first round warms all of them up.
  if (round > 0) {
    for (const [name, value] of Object.entries(measured)) {
      costs[name as keyof RequestCost].push(value);
    }
  }
}
process.send?.(Object.fromEntries(Object.entries(costs).map(([name, values]) => [name, median(values)])));

async function costUs(tokens: readonly string[], one: (token: string) => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  for (const token of tokens) {
    await one(token);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / tokens.length;
}

async function vend(token: string): Promise<void> {
  const { statusCode, body } = await handler(credentialsEvent(token), lambdaContext);
  if (statusCode !== 200) {
    throw new Error(`${statusCode} ${body}`);
  }
}

async function verifyByJose(token: string): Promise<void> {
  const { issuer, audience } = work;
  await jwtVerify(token, key, { issuer, audience, algorithms: [work.algorithm], clockTolerance: 30 });
}

function verifyRaw(token: string): void {
  const end = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  const isRight = verify(
    "sha256",
    Buffer.from(token.slice(0, end)),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    signature,
  );
  if (!isRight) {
    throw new Error("the signature does not hold");
  }
}
