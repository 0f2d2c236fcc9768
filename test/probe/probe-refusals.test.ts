import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { GenuineTokens } from "../../shared/probe/hostile-tokens.ts";
import { probeRefusals, type RefusalsReport } from "../../shared/probe/probe-refusals.ts";
import { sendProbe } from "../../shared/probe/send-probe.ts";
import { startAwsStub } from "../support/aws-stub.ts";
import { type Leniency, startLenientService } from "./start-lenient-service.ts";
import { type ProbeWorld, startProbeWorld } from "./start-probe-world.ts";

let world: ProbeWorld;
beforeAll(async () => {
  world = await startProbeWorld();
}, 60_000);
afterEach(() => world.sts.interfere());
afterAll(() => world.close());

/** Of every token, and those that only some sources have. */
const usual = [
  "no token",
  "alg none",
  "alg none, signed",
  "no signature",
  "another signature",
  "longer life under the same signature",
  "another subject under the same signature",
  "an own key under the issuer's kid",
  "an own key in the header",
  "an HMAC with an empty key",
  "a critical extension",
  "in the query",
];
const rare = ["for another audience", "expired", "a grant that is not given"];
const ways = ["GET /v1/credentials", "POST /"];
const byBothWays = (rows: readonly string[]) => ways.flatMap((way) => rows.map((row) => `${way}: ${row}`));

describe("the probe that must be refused, as it is deployed", () => {
  test("is refused by the service, whatever it sends, and says nothing of it", async () => {
    const { metrics, line, text } = await world.run("probe-refusals", { PROBE_DENIED_GRANT: "reserved" });
    const sent = 2 * (usual.length + 2);
    expect(line).toMatchObject({ level: "INFO", hostileProbe: { vended: [], unjudged: [], refusedCount: sent } });
    expect(metrics).toMatchObject({ HostileTokensVended: 0, HostileTokensRefused: sent, HostileTokensUnjudged: 0 });
    expect(text).not.toMatch(/eyJ|ASIA/);
  });

  test("is an alarm where a service gives credentials to anybody: all that was sent is counted, and named", async () => {
    const service = await startLenientService(world.corp, "everything");
    try {
      const env = { PROBE_URL: service.url, PROBE_DENIED_GRANT: "reserved" };
      const { metrics, line, text } = await world.run("probe-refusals", env);
      const sent = byBothWays([...usual, "for another audience", "a grant that is not given"]);
      expect(line).toMatchObject({ level: "ERROR", hostileProbe: { vended: sent, unjudged: [], refusedCount: 0 } });
      expect(metrics).toMatchObject({ HostileTokensVended: sent.length, HostileTokensRefused: 0 });
      expect(text).not.toMatch(/eyJ|ASIA/);
    } finally {
      await service.close();
    }
  });

  test("says so where it gets no token", async () => {
    world.sts.interfere(() => ({ error: { code: "AccessDenied", status: 403, message: "no" } }));
    const { metrics, line } = await world.run("probe-refusals");
    expect(metrics).toMatchObject({ HostileTokensVended: 0, HostileTokensRefused: 0, HostileTokensUnjudged: 1 });
    const why = "all: AWS makes no token: AccessDenied HTTP 403: no";
    expect(line).toMatchObject({ level: "WARN", hostileProbe: { unjudged: [why] } });
  });
});

async function genuineTokens(): Promise<GenuineTokens> {
  const { issueToken } = world.corp;
  const [iat, exp] = [Math.floor(Date.now() / 1_000) - 7_200, Math.floor(Date.now() / 1_000) - 3_600];
  const [token, forOther, expired] = await Promise.all([
    issueToken(),
    issueToken({ claims: { aud: "https://another.example" } }),
    issueToken({ claims: { iat, exp } }),
  ]);
  return { token, forOther, expired };
}

function probe(url: string, options: { grant?: string; totalMs?: number } = {}): Promise<RefusalsReport> {
  return probeRefusals({
    target: { url, grant: options.grant ?? "probe" },
    deniedGrant: "reserved",
    readTokens: genuineTokens,
    send: sendProbe,
    totalMs: options.totalMs ?? 20_000,
  });
}

test("all rows, with tokens of an issuer that makes every kind, are refused by the service", async () => {
  const report = await probe(world.stack.url, { grant: "corp-probe" });
  expect(report).toEqual({ vended: [], unjudged: [], refused: byBothWays([...usual, ...rare]) });
});

/** Each row is there because some service has let it in. */
test.each<[leniency: Leniency | undefined, rows: readonly string[]]>([
  [undefined, []],
  ["everything", [...usual, ...rare]],
  ["signature", usual.filter((row) => !["no token", "in the query"].includes(row))],
  ["signature of alg none", ["alg none", "alg none, signed"]],
  ["whose the key in the header is", ["an own key in the header"]],
  ["that no key is shared", ["an HMAC with an empty key"]],
  ["where the token is", ["in the query"]],
  ["audience", ["for another audience"]],
  ["time", ["expired"]],
  ["grant", ["a grant that is not given"]],
])("a service that forgets to look at %s is found out by %j", async (leniency, rows) => {
  const service = await startLenientService(world.corp, leniency);
  try {
    const { vended, refused, unjudged } = await probe(service.url);
    expect(vended).toEqual(byBothWays(rows));
    expect(unjudged).toEqual([]);
    expect(refused).toHaveLength(2 * (usual.length + rare.length - rows.length));
  } finally {
    await service.close();
  }
});

describe("refusals mean nothing", () => {
  const all = 2 * (usual.length + rare.length + 1);

  test("where the genuine token is refused as well", async () => {
    const { vended, refused, unjudged } = await probe(world.stack.url, { grant: "no-such-grant" });
    expect([vended, refused]).toEqual([[], []]);
    expect(unjudged).toHaveLength(all);
    expect(unjudged[0]).toBe("GET /v1/credentials: the genuine token: status 403");
  });

  test("where nobody answers", async () => {
    const { vended, refused, unjudged } = await probe("http://127.0.0.1:1");
    expect([vended, refused]).toEqual([[], []]);
    expect(unjudged).toHaveLength(all);
    expect(unjudged[0]).toBe("GET /v1/credentials: the genuine token: connection refused");
  });

  test.each([429, 500, 503, 302])("where the answer is %d, without credentials", async (status) => {
    const service = await startAwsStub(() => ({ status, body: "{}" }));
    try {
      const { vended, refused, unjudged } = await probe(service.url);
      expect([vended, refused, unjudged.length]).toEqual([[], [], all]);
    } finally {
      await service.close();
    }
  });

  test("where there is no time left", async () => {
    const { vended, refused, unjudged } = await probe(world.stack.url, { totalMs: 0 });
    expect([vended, refused, unjudged.length]).toEqual([[], [], all]);
    expect(unjudged.at(-1)).toBe("POST /: a grant that is not given: no time is left");
  });

  test("where the token is none", async () => {
    const options = { target: { url: world.stack.url, grant: "probe" }, deniedGrant: undefined, totalMs: 1_000 };
    const readTokens = async () => ({ token: "opaque.but.secret", forOther: undefined, expired: undefined });
    const report = await probeRefusals({ ...options, readTokens, send: sendProbe });
    expect(report).toEqual({ vended: [], refused: [], unjudged: ["all: the token is no JWT"] });
  });
});

test("credentials count whatever the status, and in whatever shape", async () => {
  const bodies = [
    '{"\\u0041ccessKeyId":"x"}',
    "\ufeff".concat('[{"Access\\u004beyId":"x"}]'),
    Buffer.from('\ufeff{"AccessKeyId":"x"}', "utf16le"),
    "export AWS_ACCESS_KEY_ID=x",
    "<AccessKeyId>x</AccessKeyId>",
    '{"sessionToken":"x"}',
    '"ASIA0123456789ABCDEF"',
  ];
  for (const body of bodies) {
    const service = await startAwsStub(() => ({ status: 403, body }));
    expect((await probe(service.url)).vended).toHaveLength(2 * (usual.length + rare.length));
    await service.close();
  }
});

describe("no success may come of a hostile request", () => {
  const sent = byBothWays([...usual, ...rare]);

  test.each<[what: string, body: string | Buffer]>([
    ["nothing", ""],
    ["an empty object", "{}"],
    ["credentials by other names", '{"k":"x"}'],
    ["more than is read", "x".repeat(64 * 1024 + 1)],
  ])(
    "answered with %s, it counts, and the genuine token's says that refusals would mean nothing",
    async (_what, body) => {
      const service = await startAwsStub(() => ({ status: 200, body }));
      try {
        const { vended, refused, unjudged } = await probe(service.url);
        expect([vended, refused]).toEqual([sent, []]);
        expect(unjudged).toHaveLength(2);
      } finally {
        await service.close();
      }
    },
  );

  test("nor one that is cut off, whose status has come; a refusal that is cut off says nothing", async () => {
    const statuses = { 200: "vended", 403: "unjudged" } as const;
    for (const [status, counted] of Object.entries(statuses)) {
      const service = await startCuttingService(Number(status));
      try {
        const report = await probe(service.url);
        expect(report[counted].filter((row) => !row.includes("genuine"))).toHaveLength(sent.length);
        expect(report.refused).toEqual([]);
        expect(report.unjudged[0]).toContain(`the genuine token: status ${status}, and then: the connection was cut`);
      } finally {
        await service.close();
      }
    }
  });
});

/** Answers with a status and half a body. */
async function startCuttingService(status: number) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { "content-length": "100" });
    response.write("half", () => setTimeout(() => response.destroy(), 5));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
