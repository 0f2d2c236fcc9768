import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createAssumeRole } from "../../../shared/adapters/assume-role.ts";
import type { StsLimits } from "../../../shared/adapters/sts-client.ts";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";
import { startEvenTime } from "../../support/even-time.ts";
import {
  answerXml,
  giveError,
  giveSession,
  type StsReply,
  type StsStub,
  startStsStub,
} from "../../support/sts-stub.ts";
import { anInput } from "../vend/assumptions.ts";

const limits: StsLimits = { connectionTimeoutMs: 200, attemptTimeoutMs: 200, totalTimeoutMs: 5_000, attempts: 2 };
const own = { region: undefined, credentials: undefined };
const role = "AssumeRole arn:aws:iam::111122223333:role/report-reader";

let sts: StsStub;
let endEvenTime: () => void;
beforeEach(async () => {
  endEvenTime = startEvenTime();
  sts = await startStsStub();
  stubAwsEnvironment(sts.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sts.close();
  endEvenTime();
});

/** An answer of STS's shape, with one element in another place of the document or gone. */
const sessionWithout = (element: string): StsReply =>
  answerXml(
    200,
    `<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>A:n</AssumedRoleId><Arn>arn</Arn></AssumedRoleUser>
      <Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
      <Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`.replace(
      new RegExp(`<${element}>.*?</${element}>`, "s"),
      "",
    ),
  );

const hang: StsReply = () => undefined;
const hangUp: StsReply = (response) => response.destroy();
const hangUpHalfway: StsReply = (response) => {
  response.writeHead(200, { "content-length": "1000" }).write("<AssumeRoleResponse>");
  setTimeout(() => response.destroy(), 5);
};
const hangHalfway: StsReply = (response) => {
  response.writeHead(200, { "content-length": "1000" }).write("<AssumeRoleResponse>");
};
const speakNoHttp: StsReply = (response) => response.socket?.end("220 mail.example ESMTP\r\n\r\n");

describe("a failure of STS", () => {
  test.each<[what: string, reply: StsReply, code: string, calls: number]>([
    ["AccessDenied", giveError(403, "AccessDenied", "not authorized to perform: sts:AssumeRole"), "RoleRefused", 1],
    ["AccessDeniedException", giveError(403, "AccessDeniedException", "not authorized"), "RoleRefused", 1],
    ["PackedPolicyTooLarge", giveError(400, "PackedPolicyTooLarge", "112 % of the limit"), "NotGranted", 1],
    ["MalformedPolicyDocument", giveError(400, "MalformedPolicyDocument", "syntax errors"), "Internal", 1],
    ["a validation error", giveError(400, "ValidationError", "1 validation error detected"), "Internal", 1],
    [
      "MaxSessionDuration",
      giveError(
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      ),
      "DurationOutOfRange",
      1,
    ],
    ["a region that is not activated", giveError(403, "RegionDisabledException", "activate it"), "Internal", 1],
    ["an expired token of the service's own", giveError(403, "ExpiredToken", "expired"), "Internal", 1],
    ["a key that AWS does not know", giveError(403, "InvalidClientTokenId", "invalid"), "Internal", 1],
    ["Throttling with 400", giveError(400, "Throttling", "Rate exceeded"), "Throttled", 1],
    ["Throttling with 429", giveError(429, "SomethingElse", "Rate exceeded"), "Throttled", 1],
    ["500", giveError(500, "InternalFailure", "internal"), "UpstreamUnavailable", 2],
    ["503", giveError(503, "ServiceUnavailable", "down"), "UpstreamUnavailable", 2],
    // Nothing of ours is unfinished: that is AWS's code of a 501.
    ["501, which is not tried again", giveError(501, "NotImplemented", "never"), "UpstreamUnavailable", 1],
    ["503 without a body", answerXml(503, ""), "UpstreamUnavailable", 2],
    ["a connection that is cut", hangUp, "UpstreamUnavailable", 2],
    ["a connection that is cut in the middle", hangUpHalfway, "UpstreamUnavailable", 2],
    ["no answer", hang, "UpstreamUnavailable", 2],
    ["something that is not XML", answerXml(200, "<<<"), "UpstreamInvalid", 1],
    ["another protocol", speakNoHttp, "UpstreamInvalid", 1],
    ["a proxy's page", answerXml(403, "<html><body>Blocked</body></html>"), "UpstreamInvalid", 1],
    ["a proxy's JSON", answerXml(400, '{"blocked":true}'), "UpstreamInvalid", 1],
    ["an empty answer", answerXml(200, ""), "UpstreamInvalid", 1],
    ["no credentials", sessionWithout("Credentials"), "UpstreamInvalid", 1],
    ["no access key id", sessionWithout("AccessKeyId"), "UpstreamInvalid", 1],
    ["no secret access key", sessionWithout("SecretAccessKey"), "UpstreamInvalid", 1],
    ["no session token", sessionWithout("SessionToken"), "UpstreamInvalid", 1],
    ["no expiry", sessionWithout("Expiration"), "UpstreamInvalid", 1],
    ["no assumed role", sessionWithout("AssumedRoleUser"), "UpstreamInvalid", 1],
    ["no assumed role's ARN", sessionWithout("Arn"), "UpstreamInvalid", 1],
    ["no assumed role's id", sessionWithout("AssumedRoleId"), "UpstreamInvalid", 1],
  ])("%s has its code, after so many attempts", async (_what, reply, code, calls) => {
    sts.answer(reply);
    const failure = createAssumeRole({ region: "eu-central-1", limits })(anInput(), own);
    await expect(failure).rejects.toMatchObject({ code });
    expect(sts.calls).toHaveLength(calls);
  });

  test("an answer with everything in it is none", async () => {
    sts.answer(sessionWithout("NothingOfThis"));
    const session = await createAssumeRole({ region: "eu-central-1", limits })(anInput(), own);
    expect(session).toMatchObject({ accessKeyId: "ASIA", expiresAtMs: Date.parse("2030-01-01T00:00:00Z") });
  });

  test("an expiry that is no time has its code", async () => {
    sts.answer((response) =>
      response.end(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><Expiration>never</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
      ),
    );
    const failure = createAssumeRole({ region: "eu-central-1", limits })(anInput(), own);
    await expect(failure).rejects.toMatchObject({ code: "UpstreamInvalid", reason: `${role}: TypeError HTTP 200` });
  });

  test("a refused connection has its code", async () => {
    await sts.close();
    const failure = createAssumeRole({ region: "eu-central-1", limits })(anInput(), own);
    await expect(failure).rejects.toMatchObject({ code: "UpstreamUnavailable", reason: `${role}: Error ECONNREFUSED` });
  });

  test("that is over at the second attempt is none", async () => {
    sts.answer(giveError(500, "InternalFailure", "internal"), giveSession());
    const session = await createAssumeRole({ region: "eu-central-1", limits })(anInput(), own);
    expect(session.accessKeyId).toMatch(/^ASIA/);
    expect(sts.calls.map(({ headers }) => headers["amz-sdk-request"])).toEqual([
      "attempt=1; max=2",
      "attempt=2; max=2",
    ]);
  });

  test("a throttle says when to ask again", async () => {
    sts.answer(giveError(400, "Throttling", "Rate exceeded"));
    const failure = createAssumeRole({ region: "eu-central-1", limits })(anInput(), own);
    await expect(failure).rejects.toMatchObject({ retryAfterSeconds: 2, reason: `${role}: Throttling HTTP 400` });
  });

  test("the environment changes neither the number of attempts nor their kind", async () => {
    vi.stubEnv("AWS_MAX_ATTEMPTS", "5");
    vi.stubEnv("AWS_RETRY_MODE", "adaptive");
    sts.answer(giveError(500, "InternalFailure", "internal"));
    await expect(createAssumeRole({ region: "eu-central-1", limits })(anInput(), own)).rejects.toThrow();
    expect(sts.calls).toHaveLength(2);
    // The SDK tells AWS its retry mode: E is standard, F adaptive.
    expect(sts.calls[0]?.headers["user-agent"]).toMatch(/ m\/(?:\w+,)*E\b/);
  });
});

describe("time", () => {
  test.each([
    ["an attempt", hang, { ...limits, attempts: 1, attemptTimeoutMs: 150 }, 150],
    ["all attempts together", hang, { ...limits, attempts: 9, attemptTimeoutMs: 150, totalTimeoutMs: 400 }, 400],
    ["an answer that never ends", hangHalfway, { ...limits, totalTimeoutMs: 300 }, 300],
    [
      "an STS that asks for more patience",
      answerXml(503, "", { "retry-after": "9" }),
      { ...limits, totalTimeoutMs: 300 },
      300,
    ],
  ])("is limited for %s", async (_what, reply, tried, expectedMs) => {
    sts.answer(reply);
    const startedMs = performance.now();
    await expect(createAssumeRole({ region: "eu-central-1", limits: tried })(anInput(), own)).rejects.toMatchObject({
      code: "UpstreamUnavailable",
    });
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThanOrEqual(expectedMs);
    expect(tookMs).toBeLessThan(expectedMs + 100);
  });

  test("is limited to 600 ms where nothing else is said", async () => {
    sts.answer(hang);
    const startedMs = performance.now();
    await expect(createAssumeRole({ region: "eu-central-1" })(anInput(), own)).rejects.toMatchObject({
      code: "UpstreamUnavailable",
    });
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(550);
    expect(tookMs).toBeLessThanOrEqual(610);
  });

  test("no timer and no connection keeps the process alive", async () => {
    const url = (path: string) => new URL(path, import.meta.url).href;
    const patience = { connectionTimeoutMs: 60_000, attemptTimeoutMs: 60_000, totalTimeoutMs: 60_000, attempts: 2 };
    const script = `
      import { createAssumeRole } from ${JSON.stringify(url("../../../shared/adapters/assume-role.ts"))};
      const assumeRole = createAssumeRole({ region: "eu-central-1", limits: ${JSON.stringify(patience)} });
      const session = await assumeRole(${JSON.stringify(anInput())}, { region: undefined, credentials: undefined });
      console.log(session.accessKeyId);`;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { timeout: 15_000 });
    expect(stdout).toMatch(/^ASIAEXAMPLE\d+\n$/);
  });
});
