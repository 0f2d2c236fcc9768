import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { context2 } from "../unit/http/gateway-events.ts";
import { ask } from "./events.ts";
import { type Answer, type Exchange, startExchange } from "./start-exchange.ts";

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange(undefined, {});
});
afterEach(() => exchange.sts.interfere());
afterAll(() => exchange.close());

const runner = { sub: "report-runner", groups: ["staff", "etl"], team: "etl-core" };
const nightly = "/v1/credentials/nightly-report";
const tokenOf = (claims: Record<string, unknown> = runner) => exchange.corp.issueToken({ claims });

/** A request from an address that is no other test's. */
function askFrom(sourceIp: string, path: string, token: string, query?: string) {
  const event = ask(path, token, query === undefined ? {} : { query });
  const { http } = context2({}, { sourceIp });
  return {
    ...event,
    requestContext: { ...event.requestContext, http: { ...event.requestContext.http, sourceIp: http.sourceIp } },
  };
}

/** Sends the same until it is told to wait, and says how often it was told something else. */
async function untilThrottled(
  send: () => Promise<Answer>,
  most: number,
): Promise<{ told: number; codes: unknown[]; last: Answer }> {
  const codes = new Set<unknown>();
  for (let told = 0; told < most; told += 1) {
    const last = await send();
    if (last.status === 429) return { told, codes: [...codes], last };
    codes.add(last.body["code"]);
  }
  throw new Error(`never throttled in ${most} requests`);
}

/** Ruby asks twelve times where it is refused once: five such jobs see why. */
const fiveStorms = 60;

describe("a flood of bad tokens from one address", () => {
  test("is told to wait, with the reason in the record, while a good token from there is served", async () => {
    const { told, codes, last } = await untilThrottled(
      () => exchange.send(askFrom("198.51.100.1", nightly, "a.b.c")),
      70,
    );
    expect(told).toBeGreaterThanOrEqual(fiveStorms);
    expect(codes).toEqual(["InvalidToken"]);
    expect(last.body).toMatchObject({ code: "Throttled", message: "Too many requests; try again later" });
    expect(last.headers).toMatchObject({ "retry-after": "1", "cache-control": "no-store" });
    expect(last.text).not.toMatch(/token|address|198\.51/i);
    expect(exchange.records().at(-1)).toMatchObject({
      outcome: "refused",
      status: 429,
      code: "Throttled",
      limit: "address",
      reason: expect.stringMatching(
        /^too many failed attempts from 198\.51\.100\.1; this one: InvalidToken: the \w+ is /,
      ),
      tokenSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await exchange.send(askFrom("198.51.100.1", nightly, await tokenOf()))).status).toBe(200);
    expect((await exchange.send(askFrom("198.51.100.2", nightly, "a.b.c"))).status).toBe(401);
  });

  test("cannot be made with a subject's own old tokens to shut that subject out", async () => {
    const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
    const old = await tokenOf({ ...runner, iat: hourAgo - 3_600, exp: hourAgo });
    const { codes } = await untilThrottled(() => exchange.send(askFrom("2001:db8:9::1", nightly, old)), 70);
    expect(codes).toEqual(["TokenExpired"]);
    expect((await exchange.send(askFrom("2001:db8:9::1", nightly, await tokenOf()))).status).toBe(200);
  });
});

describe("a subject that is refused again and again", () => {
  test("sees why through a whole storm of retries; then its requests reach neither the decision nor STS, and others' do", async () => {
    const token = await tokenOf({ sub: "report-runner", jti: "storm" });
    const { told, codes, last } = await untilThrottled(
      () => exchange.send(askFrom("198.51.100.3", "/v1/credentials/wrong-external-id", token)),
      70,
    );
    expect(told).toBeGreaterThanOrEqual(fiveStorms);
    expect(codes).toEqual(["RoleRefused"]);
    expect(Number(last.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    const callsBefore = exchange.sts.calls.length;
    expect((await exchange.send(askFrom("198.51.100.4", nightly, await tokenOf()))).status).toBe(429);
    const record = exchange.records().at(-1);
    expect(record).toMatchObject({ limit: "subject", subject: "report-runner", code: "Throttled" });
    expect(record).not.toHaveProperty("grant");
    expect(Object.keys(record?.stepMs ?? {})).toEqual(["load", "authenticate"]);
    expect(exchange.sts.calls).toHaveLength(callsBefore);
    const other = await exchange.send(
      askFrom("198.51.100.3", "/v1/credentials/audit/reporting", await tokenOf({ sub: "auditor" })),
    );
    expect(other.status).toBe(200);
  });
});

describe("a subject that asks for ever new sessions", () => {
  test("is told to wait once its allowance is used up, and still gets those that it has", async () => {
    await exchange.close();
    exchange = await startExchange(undefined, { SUBJECT_SESSION_LIMIT: "2+1/min" });
    const send = async (dataset: string) =>
      exchange.send(askFrom("198.51.100.5", "/v1/credentials/dataset", await tokenOf(), `param.dataset=${dataset}`));
    expect([(await send("a")).status, (await send("b")).status]).toEqual([200, 200]);
    const answer = await send("c");
    expect(answer).toMatchObject({ status: 429, body: { code: "Throttled" } });
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(50);
    expect(exchange.records().at(-1)).toMatchObject({ limit: "sessions", grant: "dataset", code: "Throttled" });
    expect((await send("a")).status).toBe(200);
    expect(exchange.sts.calls).toHaveLength(2);
  });
});
