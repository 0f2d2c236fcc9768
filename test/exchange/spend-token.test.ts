import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type ReplayTable, startReplayTable } from "../../local/start-replay-table.ts";
import type { Interference } from "../../local/sts-emulator/interference.ts";
import { type StoreProxy, startProxy } from "../reload/start-proxy.ts";
import { startEvenTime } from "../support/even-time.ts";
import { ask } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

const oneTimeGrants = `
  once:
    oneTime: true
    when: { issuer: corp, claims: { sub: auditor } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting, sessionName: "{claims.jti}" }
  once-mistyped:
    oneTime: true
    when: { issuer: corp, claims: { sub: auditor } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: mistyped }
  often:
    when: { issuer: corp, claims: { sub: auditor } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }
`;

function start(): Promise<Exchange> {
  vi.stubEnv("REPLAY_TABLE", "vend-replay");
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", proxy.url);
  return startExchange((text) => text.replace("\ngrants:\n", `\ngrants:${oneTimeGrants}`));
}

let endEvenTime: () => void;
let table: ReplayTable;
let proxy: StoreProxy;
let exchange: Exchange;
beforeAll(async () => {
  endEvenTime = startEvenTime();
  table = await startReplayTable("vend-replay");
  proxy = await startProxy(table.url);
  exchange = await start();
});
afterEach(() => {
  exchange.sts.interfere();
});
afterAll(async () => {
  await exchange.close();
  await Promise.all([table.close(), proxy.close()]);
  endEvenTime();
});

let ids = 0;
const tokenOf = (claims: Record<string, unknown> = {}) => {
  ids += 1;
  return exchange.corp.issueToken({ claims: { sub: "auditor", jti: `spent-${ids}`, ...claims } });
};
const send = async (grant: string, token: string) => {
  const [calls, records] = [exchange.sts.calls.length, exchange.records().length];
  const { status, body, headers } = await exchange.send(ask(`/v1/credentials/${grant}`, token));
  return {
    status,
    code: body["code"] ?? body["Code"],
    headers,
    stsCalls: exchange.sts.calls.length - calls,
    record: exchange.records().slice(records)[0],
  };
};

describe("a token for a one-time grant", () => {
  test("gets a session once, and no call of STS after that", async () => {
    const token = await tokenOf({ jti: "the-one" });
    expect(await send("once", token)).toMatchObject({ status: 200 });
    const replay = await send("once", token);
    expect(replay).toMatchObject({ status: 401, code: "TokenReplayed", stsCalls: 0 });
    expect(replay.headers["www-authenticate"]).toMatch(/^Bearer .*error="invalid_token"/);
    expect(replay.record).toMatchObject({
      outcome: "refused",
      tokenId: "the-one",
      grant: "once",
      reason: "the grant takes a token once, and one of this issuer and jti was used before",
      stepMs: { claim: expect.any(Number) },
    });
    expect(replay.record?.stepMs).not.toHaveProperty("vend");
  });

  test("is the same token however it is signed or spelled", async () => {
    await send("once", await tokenOf({ jti: "signed-twice" }));
    const again = await tokenOf({ jti: "signed-twice", another: "claim" });
    expect(await send("once", again)).toMatchObject({ code: "TokenReplayed", stsCalls: 0 });
  });

  test("is spent for every one-time grant, and for no other", async () => {
    const token = await tokenOf();
    await send("once", token);
    expect(await send("once-mistyped", token)).toMatchObject({ code: "TokenReplayed", stsCalls: 0 });
    expect(await send("often", token)).toMatchObject({ status: 200 });
    expect(await send("often", token)).toMatchObject({ status: 200 });
  });

  test("gets no second session of ten that are asked for at the same time", async () => {
    const token = await tokenOf();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send("once", token)));
    const codes = answers.map(({ code }) => code);
    expect(codes.toSorted()).toEqual(["Success", ...Array.from({ length: 9 }, () => "TokenReplayed")]);
  });

  test("is not spent by what is refused, nor by asking what there is", async () => {
    const token = await tokenOf();
    expect((await exchange.send(ask("/v1/grants", token), "list-grants")).body["grants"]).toContainEqual(
      expect.objectContaining({ name: "once", oneTime: true }),
    );
    expect(await send("nightly-report", token)).toMatchObject({ code: "NotGranted" });
    expect((await exchange.send(ask("/v1/credentials/once", token, { query: "duration=99999" }))).body).toMatchObject({
      code: "DurationOutOfRange",
    });
    expect(await send("once", token)).toMatchObject({ status: 200 });
  });

  test.each<[what: string, interference: Interference, code: RegExp]>([
    ["is out of reach", { disconnects: true }, /^UpstreamUnavailable$/],
    ["is throttled", { error: { code: "Throttling", status: 400 } }, /^Throttled$/],
    ["answers nonsense", { body: "<html>" }, /^UpstreamInvalid$/],
  ])("is given back where STS %s", async (_what, interference, code) => {
    await exchange.close();
    exchange = await start(); // one that knows of no throttle yet
    const token = await tokenOf();
    exchange.sts.interfere(() => interference);
    const failed = await send("once", token);
    expect(failed).toMatchObject({
      code: expect.stringMatching(code),
      record: { stepMs: { release: expect.any(Number) } },
    });
    exchange.sts.interfere();
    expect(await send("once", token)).toMatchObject({ status: 200 });
    expect(await send("once", token)).toMatchObject({ code: "TokenReplayed", stsCalls: 0 });
  });

  test.each(["down", "hung"] as const)("gets nothing while the table is %s, and everything after it", async (state) => {
    const token = await tokenOf();
    proxy.state = state;
    const refused = await send("once", token);
    expect(refused).toMatchObject({
      status: 503,
      code: "UpstreamUnavailable",
      headers: { "retry-after": "2" },
      stsCalls: 0,
      record: {
        outcome: "failed",
        reason: expect.stringMatching(/^the table vend-replay cannot tell whether this was used before: /),
      },
    });
    expect(await send("often", token)).toMatchObject({ status: 200 });
    proxy.state = "up";
    expect(await send("once", token)).toMatchObject({ status: 200 });
  });

  test("stays spent where AWS refuses the role", async () => {
    const token = await tokenOf();
    expect(await send("once-mistyped", token)).toMatchObject({ code: "RoleRefused" });
    expect(await send("once-mistyped", token)).toMatchObject({ code: "TokenReplayed", stsCalls: 0 });
  });
});
