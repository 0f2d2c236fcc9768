import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ask } from "./events.ts";
import { type Answer, type Exchange, startExchange } from "./start-exchange.ts";

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.sts.interfere());
afterAll(() => exchange.close());

const runner = { sub: "report-runner", groups: ["staff", "etl"], team: "etl-core" };
const tokenOf = (claims: Record<string, unknown>) => exchange.corp.issueToken({ claims });
const named = (grant: string) => `arn:aws:iam::000000000000:role/vend/${grant}`;

/** What an SDK sends to what it takes for STS, as an HTTP API hands it over: forms come in base64. */
async function assume(parameters: Readonly<Record<string, string | undefined>>): Promise<Answer> {
  const usual = {
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleSessionName: "chosen-by-the-caller",
    ...parameters,
  };
  const present = Object.entries(usual).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const event = ask("/", undefined, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: Buffer.from(new URLSearchParams(present).toString()).toString("base64"),
  });
  return exchange.send({ ...event, isBase64Encoded: true }, "assume-role-with-web-identity");
}

const elementOf = (answer: Answer, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.text)?.[1];

describe("a token for credentials in the protocol of STS", () => {
  test("the whole way: the answer, what STS was asked, and the record", async () => {
    const token = await tokenOf({ ...runner, jti: "facade-1" });
    const answer = await assume({ RoleArn: named("nightly-report"), WebIdentityToken: `${token}\n` });
    expect(answer).toMatchObject({
      status: 200,
      headers: { "content-type": "text/xml", "cache-control": "no-store", "x-content-type-options": "nosniff" },
    });
    const requestId = answer.headers["x-request-id"];
    expect(answer.text).toMatch(
      /^<AssumeRoleWithWebIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">\n {2}<AssumeRoleWithWebIdentityResult>/,
    );
    const elements = {
      SubjectFromWebIdentityToken: "report-runner",
      Audience: exchange.corp.audience,
      Provider: exchange.corp.issuer,
      SourceIdentity: "report-runner",
      Arn: "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner",
      RequestId: requestId,
    };
    for (const [name, text] of Object.entries(elements)) expect(elementOf(answer, name)).toBe(text);
    expect(elementOf(answer, "Expiration")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(elementOf(answer, "AssumedRoleId")).toMatch(/^AROA[A-Z0-9]+:report-runner$/);
    expect(exchange.sts.calls.at(-1)).toMatchObject({
      action: "AssumeRole",
      outcome: "ok",
      parameters: { RoleSessionName: "report-runner", ExternalId: "(hidden)", "Tags.member.1.Value": "etl-core" },
    });
    expect(exchange.records().at(-1)).toMatchObject({
      requestId,
      route: "POST /",
      outcome: "vended",
      status: 200,
      subject: "report-runner",
      tokenId: "facade-1",
      grant: "nightly-report",
      format: "sts",
      accessKeyId: elementOf(answer, "AccessKeyId"),
    });
    const written = exchange.written();
    for (const secret of [token, elementOf(answer, "SecretAccessKey"), elementOf(answer, "SessionToken")])
      expect(written).not.toContain(secret);
  });

  test("is the same session as the other routes give", async () => {
    const token = await tokenOf(runner);
    const answer = await assume({ RoleArn: named("nightly-report"), WebIdentityToken: token });
    const { body } = await exchange.send(ask("/v1/credentials/nightly-report", token));
    expect(body["AccessKeyId"]).toBe(elementOf(answer, "AccessKeyId"));
  });

  test.each([
    [
      "the only grant that covers a role",
      "archivist",
      "arn:aws:iam::444455556666:role/archive-reader",
      "archive-read",
      "archive",
    ],
    ["an account of a grant", "auditor", named("audit/archive"), "audit", "archive"],
  ])("names %s", async (_what, sub, roleArn, grant, account) => {
    const answer = await assume({ RoleArn: roleArn, WebIdentityToken: await tokenOf({ sub }) });
    expect(answer.status).toBe(200);
    expect(exchange.records().at(-1)).toMatchObject({ grant, account });
  });

  test("may ask for a shorter session", async () => {
    const answer = await assume({
      RoleArn: named("nightly-report"),
      WebIdentityToken: await tokenOf(runner),
      DurationSeconds: "1800",
    });
    expect(answer.status).toBe(200);
    expect(exchange.records().at(-1)).toMatchObject({ durationSeconds: 1_800 });
  });
});

describe("a refusal is one of STS's, with this service's own code in the message:", () => {
  const good = async () => ({ RoleArn: named("nightly-report"), WebIdentityToken: await tokenOf(runner) });
  const now = () => Math.floor(Date.now() / 1_000);

  test.each<[string, () => Promise<Record<string, string | undefined>>, number, string, string]>([
    [
      "no token",
      async () => ({ ...(await good()), WebIdentityToken: undefined }),
      400,
      "ValidationError",
      "MissingToken",
    ],
    ["no role", async () => ({ ...(await good()), RoleArn: undefined }), 400, "ValidationError", "InvalidRequest"],
    [
      "a token that is none",
      async () => ({ ...(await good()), WebIdentityToken: "x.y.z" }),
      403,
      "AccessDenied",
      "InvalidToken",
    ],
    [
      "an old token",
      async () => ({
        ...(await good()),
        WebIdentityToken: await tokenOf({ ...runner, iat: now() - 1_200, exp: now() - 600 }),
      }),
      400,
      "ExpiredTokenException",
      "TokenExpired",
    ],
    [
      "an audience of others",
      async () => ({ ...(await good()), WebIdentityToken: await tokenOf({ ...runner, aud: "sts.amazonaws.com" }) }),
      403,
      "AccessDenied",
      "WrongAudience",
    ],
    [
      "a grant of others",
      async () => ({ ...(await good()), RoleArn: named("archive-read") }),
      403,
      "AccessDenied",
      "NotGranted",
    ],
    ["no grant", async () => ({ ...(await good()), RoleArn: named("nonexistent") }), 403, "AccessDenied", "NotGranted"],
    [
      "a role of others",
      async () => ({ ...(await good()), RoleArn: "arn:aws:iam::444455556666:role/archive-reader" }),
      403,
      "AccessDenied",
      "NotGranted",
    ],
    [
      "no role of anybody's",
      async () => ({ ...(await good()), RoleArn: "arn:aws:iam::111122223333:role/none" }),
      403,
      "AccessDenied",
      "NotGranted",
    ],
    [
      "a role that STS refuses",
      async () => ({ ...(await good()), RoleArn: named("wrong-external-id") }),
      403,
      "AccessDenied",
      "RoleRefused",
    ],
    [
      "a grant with several accounts",
      async () => ({ RoleArn: named("audit"), WebIdentityToken: await tokenOf({ sub: "auditor" }) }),
      400,
      "ValidationError",
      "GrantRequired",
    ],
    [
      "a grant that needs a parameter",
      async () => ({ ...(await good()), RoleArn: named("dataset") }),
      400,
      "ValidationError",
      "InvalidParameter",
    ],
    [
      "too long a session",
      async () => ({ ...(await good()), DurationSeconds: "43200" }),
      400,
      "ValidationError",
      "DurationOutOfRange",
    ],
    [
      "a policy of the caller's",
      async () => ({ ...(await good()), Policy: "{}" }),
      400,
      "ValidationError",
      "InvalidRequest",
    ],
    [
      "who left",
      async () => ({ ...(await good()), WebIdentityToken: await tokenOf({ sub: "leaver" }) }),
      403,
      "AccessDenied",
      "Revoked",
    ],
    ["another action", async () => ({ Action: "GetCallerIdentity" }), 400, "InvalidAction", "NotFound"],
  ])("%s", async (_what, parameters, status, code, own) => {
    const answer = await assume(await parameters());
    expect(answer).toMatchObject({ status, headers: { "content-type": "text/xml" } });
    expect(elementOf(answer, "Code")).toBe(code);
    expect(elementOf(answer, "Message")).toMatch(new RegExp(`^${own}: `));
    expect(elementOf(answer, "RequestId")).toBe(answer.headers["x-request-id"]);
    expect(exchange.records().at(-1)).toMatchObject({ route: "POST /", outcome: "refused", status, code: own });
  });

  test("a role of several grants names those grants, and no others", async () => {
    const answer = await assume({
      RoleArn: "arn:aws:iam::111122223333:role/auditor",
      WebIdentityToken: await tokenOf({ sub: "auditor" }),
    });
    expect(answer.status).toBe(400);
    expect(elementOf(answer, "Message")).toBe("GrantRequired: Name the grant you want: audit, audit-elsewhere");
  });

  test("an STS that is down is asked again later", async () => {
    exchange.sts.interfere(() => ({ error: { status: 500, code: "InternalFailure" } }));
    const answer = await assume({
      RoleArn: named("with-token"),
      WebIdentityToken: await tokenOf({ sub: "accountant" }),
    });
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": expect.stringMatching(/^\d+$/) } });
    expect(elementOf(answer, "Code")).toBe("ServiceUnavailable");
  });

  test.each([
    ["too large a body", 413, (event: ReturnType<typeof ask>) => ({ ...event, body: "a".repeat(70_000) })],
    [
      "a body that is no base64",
      400,
      (event: ReturnType<typeof ask>) => ({ ...event, body: "%", isBase64Encoded: true }),
    ],
  ])("%s is refused before anything is known of it", async (_what, status, change) => {
    const event = ask("/", undefined, { method: "POST" });
    for (const functionName of ["assume-role-with-web-identity", "unmatched-route"] as const) {
      const answer = await exchange.send(change(event), functionName);
      expect(answer).toMatchObject({ status, headers: { "content-type": "text/xml" } });
      expect(elementOf(answer, "Code")).toBe("ValidationError");
    }
  });

  test("what is malformed elsewhere is answered in JSON", async () => {
    const event = ask("/v1/credentials", undefined, { method: "POST" });
    const answer = await exchange.send({ ...event, body: "a".repeat(70_000) }, "unmatched-route");
    expect(answer).toMatchObject({ status: 413, body: { code: "PayloadTooLarge" } });
  });
});

test("whatever a subject is called, the answer is XML that says so", async () => {
  const subject = `</Subject><AccessKeyId>&"'\u00e4\u{1F600}`;
  const changed = await startExchange((map) => map.replace("sub: archivist }", `sub: ${JSON.stringify(subject)} }`));
  try {
    const token = await changed.corp.issueToken({ claims: { sub: subject } });
    const body = new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: "arn:aws:iam::000000000000:role/vend/archive-read",
      WebIdentityToken: token,
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const event = ask("/", undefined, { method: "POST", headers, body: body.toString() });
    const answer = await changed.send(event, "assume-role-with-web-identity");
    expect(answer.status).toBe(200);
    expect(elementOf(answer, "SubjectFromWebIdentityToken")).toBe(
      "&lt;/Subject&gt;&lt;AccessKeyId&gt;&amp;&quot;&apos;\u00e4\u{1F600}",
    );
    expect(elementOf(answer, "AccessKeyId")).toMatch(/^ASIA/);
  } finally {
    await changed.close();
  }
});
