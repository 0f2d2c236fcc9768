import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromVend } from "../../clients/node/index.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";

let stack: RunningStack;

beforeAll(async () => {
  stack = await runStack();
});

afterAll(async () => {
  await stack?.stop();
});

const requests = () => stack.output().match(/"grant":"nightly-report"/g)?.length ?? 0;

test("the AWS SDK becomes the role with the client as its provider, by one request for many calls", async () => {
  const token = await stack.token("report-runner");
  const provider = fromVend({ url: stack.url, grant: "nightly-report", token });
  const client = new STSClient({ region: "eu-central-1", endpoint: stack.stsUrl, credentials: provider });
  const before = requests();
  const arns = await Promise.all(
    Array.from({ length: 5 }, async () => (await client.send(new GetCallerIdentityCommand())).Arn),
  );
  expect(new Set(arns)).toEqual(new Set(["arn:aws:sts::111122223333:assumed-role/report-reader/report-runner"]));
  expect(requests() - before).toBe(1);
});

test("the SDK asks the client each time, so that it is the client that renews", async () => {
  const token = await stack.token("report-runner");
  let asked = 0;
  const provider = fromVend({ url: stack.url, grant: "nightly-report", token });
  const counted = Object.assign(
    () => {
      asked += 1;
      return provider();
    },
    { memoized: provider.memoized },
  );
  const client = new STSClient({ region: "eu-central-1", endpoint: stack.stsUrl, credentials: counted });
  await client.send(new GetCallerIdentityCommand());
  await client.send(new GetCallerIdentityCommand());
  expect(asked).toBeGreaterThan(1);
});
