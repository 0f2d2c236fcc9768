import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type * as Sts from "@aws-sdk/client-sts";
import type { GatewayHandler } from "../../shared/http/pipeline.ts";
import { median } from "../median.ts";
import { credentialsEvent, lambdaContext } from "./gateway-event.ts";
import { createRawVerifier } from "./raw-verifier.ts";
import { takeWork } from "./take-work.ts";

/** What `measure-sts` asks for. */
export interface StsWork {
  readonly handlerFile: string;
  /** The SDK alone, bundled as the function is. */
  readonly clientFile: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  /** Each of another caller, so that each needs a session of its own. */
  readonly tokens: readonly string[];
}

/** Medians of one piece of work, in milliseconds. */
interface Cost {
  /** From asking to the answer. */
  readonly p50Ms: number;
  /** Of the whole process. */
  readonly cpuMs: number;
}

export interface StsCosts {
  /** A request with a token that was not seen before, and the caller's second one, for another session. */
  readonly newToken: Cost;
  readonly seenToken: Cost;
  readonly bare: Cost;
  readonly rawVerify: Cost;
}

/** Until V8 has compiled what runs often: 100 are too few, and what counts is what a warm process does. */
const warmUps = 1_000;

/*
 * What `measure-sts` runs in a process of its own: requests that need STS and the bare call of the same SDK, in turn, so that none
 * of them finds its code in the processor's caches.
 */
const work = await takeWork<StsWork>();
const { handler } = (await import(pathToFileURL(work.handlerFile).href)) as { readonly handler: GatewayHandler };
const { AssumeRoleCommand, STSClient } = createRequire(import.meta.url)(work.clientFile) as typeof Sts;
const client = new STSClient({});

const newToken = createTimer((token) => vend(token));
const seenToken = createTimer((token) => vend(token, "duration=3599"));
const bare = createTimer((_token, index) => client.send(new AssumeRoleCommand(sameInput(index))));
const rawVerify = createTimer(createRawVerifier(work.jwk));
const timers = [newToken, seenToken, bare, rawVerify];
for (const [index, token] of work.tokens.entries()) {
  // The token is new to the first of the two requests only; the others take turns around them.
  for (const timer of index % 2 === 0 ? timers : [bare, newToken, rawVerify, seenToken]) await timer.run(token, index);
}
process.send?.({
  newToken: newToken.cost(),
  seenToken: seenToken.cost(),
  bare: bare.cost(),
  rawVerify: rawVerify.cost(),
} satisfies StsCosts);

function createTimer(run: (token: string, index: number) => unknown) {
  const [wallMs, cpuMs]: [number[], number[]] = [[], []];
  return {
    run: async (token: string, index: number): Promise<void> => {
      const before = process.cpuUsage();
      const startedMs = performance.now();
      await run(token, index);
      wallMs.push(performance.now() - startedMs);
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1_000);
    },
    cost: (): Cost => ({ p50Ms: median(wallMs.slice(warmUps)), cpuMs: median(cpuMs.slice(warmUps)) }),
  };
}

async function vend(token: string, query?: string): Promise<void> {
  const { statusCode, body } = await handler(credentialsEvent(token, query), lambdaContext);
  if (statusCode !== 200) {
    throw new Error(`${statusCode} ${body}`);
  }
}

/** What the service asks for these callers. */
function sameInput(index: number) {
  return {
    RoleArn: "arn:aws:iam::111122223333:role/report-reader",
    RoleSessionName: `report-${index}`,
    SourceIdentity: `report-${index}`,
    DurationSeconds: 3_600,
    Tags: [{ Key: "team", Value: "etl" }],
    Policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::exports/etl/*" }],
    }),
  };
}
