import { pathToFileURL } from "node:url";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { GatewayHandler } from "../../shared/http/pipeline.ts";
import { median } from "../median.ts";
import { credentialsEvent, lambdaContext } from "./gateway-event.ts";
import { takeWork } from "./take-work.ts";

/** What `measure-sts` asks for. */
export interface StsWork {
  readonly handlerFile: string;
  /** Each of another caller, so that each needs a session of its own. */
  readonly tokens: readonly string[];
}

/** Time from asking to the answer, the median, in milliseconds. */
export interface StsCost {
  readonly vendMs: number;
  readonly bareMs: number;
}

const warmUps = 100;

/*
 * What `measure-sts` runs in a process of its own: a request that needs STS and the bare call of the same SDK, in turn.
 */
const work = await takeWork<StsWork>();
const { handler } = (await import(pathToFileURL(work.handlerFile).href)) as { readonly handler: GatewayHandler };
const client = new STSClient({});

const vendMs: number[] = [];
const bareMs: number[] = [];
for (const [index, token] of work.tokens.entries()) {
  const vended = await timeMs(async () => {
    const { statusCode, body } = await handler(credentialsEvent(token), lambdaContext);
    if (statusCode !== 200) {
      throw new Error(`${statusCode} ${body}`);
    }
  });
  const asked = await timeMs(() => client.send(new AssumeRoleCommand(sameInput(index))));
  if (index >= warmUps) {
    vendMs.push(vended);
    bareMs.push(asked);
  }
}
process.send?.({ vendMs: median(vendMs), bareMs: median(bareMs) } satisfies StsCost);

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

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
