import { pathToFileURL } from "node:url";
import { importJWK, jwtVerify } from "jose";
import type { GatewayHandler } from "../../shared/http/pipeline.ts";
import { median } from "../median.ts";
import { credentialsEvent, lambdaContext } from "./gateway-event.ts";
import { createRawVerifier } from "./raw-verifier.ts";
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
 * What `measure-requests` runs in a process of its own: the function's bundle as Lambda has it, and beside it the same tokens with
 * jose's and Node's verification alone.
 */
const work = await takeWork<RequestWork>();
const { handler } = (await import(pathToFileURL(work.handlerFile).href)) as { readonly handler: GatewayHandler };
const key = await importJWK(work.jwk, work.algorithm);

const newToken = pairUp(vend, verifyByJose);
const seenToken = pairUp(vend, createRawVerifier(work.jwk));
const batch = Math.floor(work.tokens.length / (rounds + 1));
for (let round = 0; round <= rounds; round += 1) {
  const tokens = work.tokens.slice(round * batch, (round + 1) * batch);
  await newToken.measure(tokens);
  await seenToken.measure(Array<string>(seenAtOnce).fill(tokens[0] ?? ""));
}
process.send?.({
  newTokenUs: newToken.ownUs(),
  joseUs: newToken.referenceUs(),
  seenTokenUs: seenToken.ownUs(),
  rawVerifyUs: seenToken.referenceUs(),
} satisfies RequestCost);

type Work = (token: string) => Promise<void> | void;

/**
 * Two kinds of work in turn, token by token: in a loop of its own each would find its code and tables in the processor's
 * caches, and its thread awake, as no request of a service does.
 */
function pairUp(own: Work, reference: Work) {
  const costsUs: { readonly own: number[]; readonly reference: number[] } = { own: [], reference: [] };
  return {
    measure: async (tokens: readonly string[]) => {
      let [ownUs, referenceUs] = [0, 0];
      for (const token of tokens) {
        ownUs += await costUs(own, token);
        referenceUs += await costUs(reference, token);
      }
      costsUs.own.push(ownUs / tokens.length);
      costsUs.reference.push(referenceUs / tokens.length);
    },
    // Without the first round, which warms all of it up.
    ownUs: () => median(costsUs.own.slice(1)),
    referenceUs: () => median(costsUs.reference.slice(1)),
  };
}

async function costUs(work: Work, token: string): Promise<number> {
  const before = process.cpuUsage();
  await work(token);
  const { user, system } = process.cpuUsage(before);
  return user + system;
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
