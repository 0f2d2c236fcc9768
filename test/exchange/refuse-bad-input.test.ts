import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { GatewayEvent } from "../../shared/http/gateway-event.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { ask, askRest } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

let exchange: Exchange;
let stranger: TokenIssuer;
beforeAll(async () => {
  exchange = await startExchange();
  stranger = await createTokenIssuer({ issuer: "https://stranger.test" });
});
afterEach(() => exchange.sts.interfere());
afterAll(() => exchange.close());

const runner = { sub: "report-runner", groups: ["staff", "etl"], team: "etl-core" };
const nightly = "/v1/credentials/nightly-report";
const hourAgo = () => Math.floor(Date.now() / 1000) - 3_600;
const tokenOf = (claims: Record<string, unknown> = runner) => exchange.corp.issueToken({ claims });
const json = { "content-type": "application/json" };

interface Row {
  readonly event: () => Promise<GatewayEvent> | GatewayEvent;
  readonly status: number;
  readonly code: string;
  /** What the record says of why; the caller is never told. */
  readonly reason: RegExp;
}

const rows: Readonly<Record<string, Row>> = {
  "no header": { event: () => ask(nightly, undefined), status: 401, code: "MissingToken", reason: /^no token/ },
  garbage: { event: () => ask(nightly, "garbage"), status: 401, code: "InvalidToken", reason: /three parts/ },
  "garbage in a REST API's event": {
    event: () => askRest(nightly, "a.b.c"),
    status: 401,
    code: "InvalidToken",
    reason: /base64url|JSON/,
  },
  "two tokens": {
    event: async () => ask(nightly, `${await tokenOf()}, Bearer x`),
    status: 400,
    code: "InvalidRequest",
    reason: /comma/,
  },
  "another issuer's token": {
    event: async () => ask(nightly, await stranger.issueToken({ claims: runner })),
    status: 401,
    code: "InvalidToken",
    reason: /issuer is not known: "https:\/\/stranger.test"/,
  },
  "another issuer's signature": {
    event: async () => ask(nightly, await stranger.issueToken({ claims: { ...runner, iss: exchange.corp.issuer } })),
    status: 401,
    code: "InvalidToken",
    reason: /signature/,
  },
  "an expired token": {
    event: async () => ask(nightly, await tokenOf({ ...runner, iat: hourAgo() - 3_600, exp: hourAgo() })),
    status: 401,
    code: "TokenExpired",
    reason: /exp is past/,
  },
  "a wrong audience": {
    event: async () => ask(nightly, await tokenOf({ ...runner, aud: "https://other.test" })),
    status: 401,
    code: "WrongAudience",
    reason: /aud/,
  },
  "an ID token": {
    event: async () => ask(nightly, await exchange.corp.issueToken({ claims: runner, header: { typ: "JWT" } })),
    status: 401,
    code: "WrongTokenType",
    reason: /typ/,
  },
  "a required claim missing": {
    event: async () => ask(nightly, await tokenOf({ ...runner, jti: undefined })),
    status: 401,
    code: "MissingClaim",
    reason: /jti/,
  },
  "a claim of the grant missing": {
    event: async () => ask(nightly, await tokenOf({ ...runner, team: undefined })),
    status: 403,
    code: "NotGranted",
    reason: /nightly-report is not this caller's/,
  },
  "an unknown grant": {
    event: async () => ask("/v1/credentials/nightly-repor", await tokenOf()),
    status: 403,
    code: "NotGranted",
    reason: /no grant is called nightly-repor$/,
  },
  "somebody else's grant": {
    event: async () => ask("/v1/credentials/audit", await tokenOf()),
    status: 403,
    code: "NotGranted",
    reason: /audit is not this caller's/,
  },
  "a grant in shadow": {
    event: async () => ask("/v1/credentials/soon", await tokenOf()),
    status: 403,
    code: "NotGranted",
    reason: /shadow/,
  },
  "an unknown account": {
    event: async () => ask("/v1/credentials/audit/elsewhere", await tokenOf({ sub: "auditor" })),
    status: 403,
    code: "NotGranted",
    reason: /does not cover the account or role/,
  },
  "no grant, where several match": {
    event: async () => ask("/", await tokenOf({ sub: "auditor" })),
    status: 400,
    code: "GrantRequired",
    reason: /audit, audit-elsewhere/,
  },
  "no account, where there are several": {
    event: async () => ask("/v1/credentials/audit", await tokenOf({ sub: "auditor" })),
    status: 400,
    code: "GrantRequired",
    reason: /several accounts/,
  },
  "a condition that is not met": {
    event: async () => ask("/v1/credentials/from-the-office", await tokenOf()),
    status: 403,
    code: "ConditionNotMet",
    reason: /from-the-office/,
  },
  "somebody on the deny list": {
    event: async () => ask(nightly, await tokenOf({ ...runner, sub: "leaver" })),
    status: 403,
    code: "Revoked",
    reason: /left the company/,
  },
  "a parameter out of pattern": {
    event: async () => ask("/v1/credentials/dataset", await tokenOf(), { query: "param.dataset=UPPER" }),
    status: 400,
    code: "InvalidParameter",
    reason: /dataset is not of the declared form/,
  },
  "a parameter missing": {
    event: async () => ask("/v1/credentials/dataset", await tokenOf()),
    status: 400,
    code: "InvalidParameter",
    reason: /dataset is missing/,
  },
  "a parameter that nobody declared": {
    event: async () => ask(nightly, await tokenOf(), { query: "param.other=x" }),
    status: 400,
    code: "InvalidParameter",
    reason: /does not declare every parameter/,
  },
  "an unknown format": {
    event: async () => ask(nightly, await tokenOf(), { query: "format=xml" }),
    status: 400,
    code: "InvalidRequest",
    reason: /format/,
  },
  "a duration that is too long": {
    event: async () => ask(nightly, await tokenOf(), { query: "duration=3601" }),
    status: 400,
    code: "DurationOutOfRange",
    reason: /900 to 3600/,
  },
  "a body that is not JSON": {
    event: async () => ask("/v1/credentials", await tokenOf(), { method: "POST", headers: json, body: "{grant:" }),
    status: 400,
    code: "InvalidRequest",
    reason: /JSON/,
  },
  "a body that is a form": {
    event: async () =>
      ask("/v1/credentials", await tokenOf(), {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "grant=nightly-report",
      }),
    status: 415,
    code: "UnsupportedMediaType",
    reason: /content type/,
  },
  "a body that is too large": {
    event: async () =>
      ask("/v1/credentials", await tokenOf(), { method: "POST", headers: json, body: "x".repeat(65_537) }),
    status: 413,
    code: "PayloadTooLarge",
    reason: /65536/,
  },
  "an unknown path": {
    event: async () => ask("/v2", await tokenOf()),
    status: 404,
    code: "NotFound",
    reason: /no route/,
  },
  "a method that the path does not take": {
    event: async () => ask(nightly, await tokenOf(), { method: "DELETE" }),
    status: 405,
    code: "MethodNotAllowed",
    reason: /GET/,
  },
  "a token in the query string": {
    event: async () => ask(nightly, undefined, { query: `access_token=${await tokenOf()}` }),
    status: 401,
    code: "MissingToken",
    reason: /^no token/,
  },
};

describe("bad input has its code and its audit record, and STS is not called", () => {
  test.each(Object.entries(rows))("%s", async (_what, { event, status, code, reason }) => {
    const [callsBefore, recordsBefore] = [exchange.sts.calls.length, exchange.records().length];
    const sent = await event();
    const answer = await exchange.send(sent);
    expect(answer.body).toMatchObject({ code, Code: code, status, requestId: sent.requestContext.requestId });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      "cache-control": "no-store",
      "content-type": "application/json",
      "x-request-id": sent.requestContext.requestId,
    });
    expect(exchange.records().slice(recordsBefore)).toMatchObject([
      {
        outcome: "refused",
        status,
        code,
        reason: expect.stringMatching(reason),
        requestId: sent.requestContext.requestId,
      },
    ]);
    expect(exchange.sts.calls).toHaveLength(callsBefore);
  });

  test("the record names whom it refused, once the signature has held, and never before", async () => {
    const expired = { ...runner, iat: hourAgo() - 3_600, exp: hourAgo() };
    const recordsBefore = exchange.records().length;
    await exchange.send(ask(nightly, await tokenOf(expired)));
    await exchange.send(ask(nightly, await stranger.issueToken({ claims: { ...expired, iss: exchange.corp.issuer } })));
    const [signed, forged] = exchange.records().slice(recordsBefore);
    const tokenSha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(signed).toMatchObject({ issuer: exchange.corp.issuer, subject: "report-runner", tokenSha256 });
    expect(forged).toMatchObject({ code: "InvalidToken", tokenSha256 });
    expect(forged).not.toHaveProperty("subject");
  });

  test("a caller that nobody knows learns nothing of what it asks for", async () => {
    const answers = await Promise.all(
      ["/v1/credentials/nightly-report", "/v1/credentials/no-such-grant", "/v1/credentials/audit/elsewhere"].map(
        (path) => exchange.send(ask(path, "garbage", { query: "format=xml&duration=x&unknown=1" })),
      ),
    );
    const bodies = answers.map(({ body }) => ({ ...body, instance: undefined, requestId: undefined }));
    expect(new Set(bodies.map((body) => JSON.stringify(body)))).toHaveLength(1);
    expect(bodies[0]).toMatchObject({ code: "InvalidToken" });
  });

  test("a grant in shadow is told to the record alone, where it would have vended", async () => {
    const recordsBefore = exchange.records().length;
    const token = await exchange.corp.issueToken({ claims: { ...runner, sub: "trainee" } });
    const paths = [
      "/v1/credentials",
      "/v1/credentials/later",
      "/v1/credentials/later-at-the-office",
      "/v1/credentials/x",
    ];
    const answers: unknown[] = [];
    for (const path of paths) {
      const { status, body } = await exchange.send(ask(path, token));
      answers.push({ status, ...body, instance: undefined, requestId: undefined });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1);
    expect(answers[0]).toMatchObject({ status: 403, code: "NotGranted" });
    const records = exchange.records().slice(recordsBefore);
    expect(records.map(({ shadowGrants }) => shadowGrants)).toEqual([["later"], ["later"], undefined, undefined]);
  });
});
