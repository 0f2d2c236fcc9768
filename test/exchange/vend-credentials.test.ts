import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ask, askRest } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.sts.interfere());
afterAll(() => exchange.close());

const runner = { sub: "report-runner", groups: ["staff", "etl"], team: "etl-core" };
const tokenOf = (claims: Record<string, unknown>) => exchange.corp.issueToken({ claims });

/** The calls that STS got, and the audit records that were written, since the last time somebody asked. */
function createWatch() {
  let [calls, records] = [0, 0];
  return () => {
    const news = { calls: exchange.sts.calls.slice(calls), records: exchange.records().slice(records) };
    calls = exchange.sts.calls.length;
    records += news.records.length;
    return news;
  };
}

describe("a token for credentials", () => {
  test("the whole way: the answer, what STS was asked, and the record", async () => {
    const news = createWatch();
    news();
    const token = await tokenOf({ ...runner, jti: "token-1" });
    const { status, headers, body } = await exchange.send(ask("/v1/credentials/nightly-report", token));
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
    expect(body).toEqual({
      Code: "Success",
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SecretAccessKey: expect.any(String),
      Token: expect.any(String),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      RoleArn: "arn:aws:iam::111122223333:role/report-reader",
    });
    const { calls, records } = news();
    expect(calls).toMatchObject([
      {
        action: "AssumeRole",
        accessKeyId: exchange.serviceCredentials.accessKeyId,
        region: "eu-central-1",
        outcome: "ok",
        parameters: {
          RoleArn: "arn:aws:iam::111122223333:role/report-reader",
          RoleSessionName: "report-runner",
          DurationSeconds: "3600",
          ExternalId: "(hidden)",
          SourceIdentity: "report-runner",
          "Tags.member.1.Key": "team",
          "Tags.member.1.Value": "etl-core",
          Policy: expect.stringContaining("arn:aws:s3:::exports/etl-core/*"),
        },
      },
    ]);
    expect(records).toEqual([
      {
        requestId: headers["x-request-id"],
        route: "GET /v1/credentials/{grant}",
        outcome: "vended",
        status: 200,
        sourceAddress: "192.0.2.1",
        policyMapDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        issuer: exchange.corp.issuer,
        subject: "report-runner",
        tokenId: "token-1",
        tokenSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        grant: "nightly-report",
        account: "reporting",
        roleArn: "arn:aws:iam::111122223333:role/report-reader",
        sessionName: "report-runner",
        sourceIdentity: "report-runner",
        durationSeconds: 3_600,
        format: "container",
        accessKeyId: body["AccessKeyId"],
        assumedRoleId: expect.stringMatching(/:report-runner$/),
        expiration: body["Expiration"],
        sessionFrom: "sts",
        stepMs: {
          load: expect.any(Number),
          authenticate: expect.any(Number),
          authorize: expect.any(Number),
          vend: expect.any(Number),
        },
      },
    ]);
  });

  test("a second time comes from the cache, and says so", async () => {
    const token = await tokenOf(runner);
    const first = await exchange.send(ask("/v1/credentials/nightly-report", token));
    const news = createWatch();
    news();
    const second = await exchange.send(ask("/v1/credentials/nightly-report", await tokenOf(runner)));
    expect(second.body).toEqual(first.body);
    expect(news()).toMatchObject({ calls: [], records: [{ sessionFrom: "cache", outcome: "vended" }] });
  });

  test.each([
    ["container", ["AccessKeyId", "Code", "Expiration", "RoleArn", "SecretAccessKey", "Token"]],
    ["process", ["AccessKeyId", "AccountId", "Expiration", "SecretAccessKey", "SessionToken", "Version"]],
    ["ruby", ["access_key_id", "expiration", "secret_access_key", "session_token"]],
    ["boto", ["access_key", "expiry_time", "secret_key", "token"]],
    ["camel", ["accessKeyId", "expiration", "secretAccessKey", "sessionToken"]],
    ["php", ["expires", "key", "secret", "token"]],
    ["imds", ["AccessKeyId", "Code", "Expiration", "LastUpdated", "SecretAccessKey", "Token", "Type"]],
  ])("looks as asked for: %s", async (format, members) => {
    const event = ask("/v1/credentials/nightly-report", await tokenOf(runner), { query: `format=${format}` });
    const { status, headers, body } = await exchange.send(event);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/json");
    expect(Object.keys(body).sort()).toEqual(members);
  });

  test("looks as asked for: env", async () => {
    const event = ask("/v1/credentials/nightly-report", await tokenOf(runner), { query: "format=env" });
    const { status, headers, text } = await exchange.send(event);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(text).toMatch(/^export AWS_ACCESS_KEY_ID=.?ASIA/m);
  });

  test.each([
    ["GET / for the default grant", () => tokenOf(runner), (token: string) => ask("/", token)],
    ["GET /v1/credentials", () => tokenOf(runner), (token: string) => ask("/v1/credentials", token)],
    [
      "POST with a body",
      () => tokenOf(runner),
      (token: string) =>
        ask("/v1/credentials", token, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ grant: "dataset", durationSeconds: 900, parameters: { dataset: "invoices" } }),
        }),
    ],
    [
      "a parameter in the query string",
      () => tokenOf(runner),
      (token: string) => ask("/v1/credentials/dataset", token, { query: "param.dataset=invoices&duration=1800" }),
    ],
    [
      "one of several accounts",
      () => tokenOf({ sub: "auditor" }),
      (token: string) => ask("/v1/credentials/audit/archive", token),
    ],
    ["a chain", () => tokenOf({ sub: "archivist" }), (token: string) => ask("/v1/credentials/archive-read", token)],
    [
      "a bare token in a REST API's event",
      () => tokenOf(runner),
      (token: string) => askRest("/v1/credentials/nightly-report", token),
    ],
  ])("is given for %s", async (_what, issue, event) => {
    const { status, body } = await exchange.send(event(await issue()));
    expect(body, JSON.stringify(exchange.records().at(-1))).toMatchObject({ Code: "Success" });
    expect(status).toBe(200);
  });

  test("goes through a chain hop by hop, in the account's region", async () => {
    const askFor = async (query?: string) => {
      const token = await tokenOf({ sub: "archivist" });
      return exchange.send(ask("/v1/credentials/archive-read", token, query === undefined ? {} : { query }));
    };
    await askFor();
    await askFor("duration=1800");
    const calls = exchange.sts.calls.filter(({ parameters }) => parameters["RoleSessionName"] === "archivist");
    expect(calls.map(({ parameters }) => parameters["RoleArn"])).toEqual([
      "arn:aws:iam::999988887777:role/hub",
      "arn:aws:iam::444455556666:role/archive-reader",
      "arn:aws:iam::444455556666:role/archive-reader", // the hub's session was kept
    ]);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
    const [hub, ...others] = calls.map(({ accessKeyId }) => accessKeyId);
    expect(hub).toBe(exchange.serviceCredentials.accessKeyId);
    expect(new Set(others)).not.toContain(hub);
  });

  test("is the same with a trailing slash, at the function for what no route matches", async () => {
    const event = ask("/v1/credentials/nightly-report/", await tokenOf(runner));
    expect((await exchange.send(event, "unmatched-route")).status).toBe(200);
  });

  test("is there while STS is down, as long as the cache has a fresh one", async () => {
    const event = async () => ask("/v1/credentials/nightly-report", await tokenOf(runner));
    await exchange.send(await event());
    exchange.sts.interfere(() => ({ disconnects: true }));
    expect((await exchange.send(await event())).status).toBe(200);
  });
});

describe("a session that ends with its token", () => {
  const nowSeconds = () => Math.floor(Date.now() / 1_000);
  const askWith = async (leftSeconds: number) => {
    const exp = nowSeconds() + leftSeconds;
    const token = await tokenOf({ sub: "accountant", exp });
    const { status, headers, body } = await exchange.send(ask("/v1/credentials/with-token", token));
    return { status, headers, body, exp, endsAt: Date.parse(String(body["Expiration"])) / 1_000 };
  };

  test("is shorter than the grant's, shared by tokens that end at about the same time, and outlives none of them", async () => {
    const [first, second] = [await askWith(2_100), await askWith(2_050)];
    expect(first.endsAt).toBeGreaterThan(first.exp - 600);
    for (const { status, endsAt, exp } of [first, second]) {
      expect(status).toBe(200);
      expect(endsAt).toBeLessThan(exp);
    }
    expect(second.body).toEqual(first.body);
    expect((await askWith(1_700)).body["AccessKeyId"]).not.toBe(first.body["AccessKeyId"]);
  });

  test("is refused in a way that makes its caller get a new token, where the token ends too soon", async () => {
    const calls = exchange.sts.calls.length;
    const { status, headers, body } = await askWith(890);
    expect({ status, code: body["code"] }).toEqual({ status: 401, code: "TokenExpired" });
    expect(body["message"]).toContain("get a new token");
    expect(headers["www-authenticate"]).toContain('error="invalid_token"');
    expect(exchange.sts.calls).toHaveLength(calls);
  });
});

describe("what a caller may ask for", () => {
  test("is listed, for this caller, now", async () => {
    const news = createWatch();
    news();
    const { status, body } = await exchange.send(ask("/v1/grants", await tokenOf(runner)), "list-grants");
    expect(status).toBe(200);
    const names = (body["grants"] as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(["nightly-report", "dataset", "wrong-external-id"]);
    expect(news()).toMatchObject({ calls: [], records: [{ outcome: "listed", route: "GET /v1/grants" }] });
  });
});

describe("health", () => {
  test.each([
    ["/healthz", { status: "alive" }],
    [
      "/readyz",
      {
        status: "ready",
        policyMap: {
          digest: expect.stringMatching(/^[0-9a-f]{64}$/),
          source: "file",
          version: expect.any(String),
          ageSeconds: expect.any(Number),
          since: expect.any(String),
        },
      },
    ],
  ])("%s answers anybody", async (path, expected) => {
    const { status, body } = await exchange.send(ask(path, undefined), "health");
    expect({ status, body }).toEqual({ status: 200, body: expected });
  });
});
