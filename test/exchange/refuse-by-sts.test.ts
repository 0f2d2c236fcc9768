import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startEvenTime } from "../support/even-time.ts";
import { ask } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

let endEvenTime: () => void;
let exchange: Exchange;
beforeAll(async () => {
  endEvenTime = startEvenTime();
  exchange = await startExchange();
});
afterEach(() => exchange.sts.interfere());
afterAll(async () => {
  await exchange.close();
  endEvenTime();
});

const runner = { sub: "report-runner", groups: ["staff", "etl"], team: "etl-core" };
const nightly = "/v1/credentials/nightly-report";
const tokenOf = (claims: Record<string, unknown> = runner) => exchange.corp.issueToken({ claims });
function askFor(target: string, token: string) {
  const [path = "", query = ""] = target.split("?");
  return ask(path, token, { query });
}

describe("what STS refuses", () => {
  test.each([
    ["a wrong external ID", "/v1/credentials/wrong-external-id", runner, 403, "RoleRefused", /AccessDenied/],
    [
      "more than the role's maximum, which the caller asked for",
      "/v1/credentials/too-long?duration=43200",
      { sub: "archivist" },
      400,
      "DurationOutOfRange",
      /MaxSess/,
    ],
  ])("%s has its code and its record", async (_what, path, claims, status, code, reason) => {
    const recordsBefore = exchange.records().length;
    const answer = await exchange.send(askFor(path, await tokenOf(claims)));
    expect(answer.body).toMatchObject({ code });
    expect(answer.status).toBe(status);
    expect(exchange.records().slice(recordsBefore)).toMatchObject([
      {
        outcome: "refused",
        code,
        reason: expect.stringMatching(reason),
        roleArn: "arn:aws:iam::111122223333:role/auditor",
        subject: claims.sub,
      },
    ]);
  });

  test("more than the role's maximum, which the map names, is a fault that says what to mend", async () => {
    const recordsBefore = exchange.records().length;
    const answer = await exchange.send(ask("/v1/credentials/too-long", await tokenOf({ sub: "archivist" })));
    expect(answer).toMatchObject({ status: 500, body: { code: "Internal" } });
    expect(answer.text).not.toMatch(/auditor|43200|too-long/);
    expect(exchange.records().slice(recordsBefore)).toMatchObject([
      {
        outcome: "failed",
        code: "Internal",
        reason: expect.stringMatching(
          /^grant too-long: its duration of 43200 s is over the maximum session duration of arn:aws:iam::111122223333:role\/auditor; raise the role's, or shorten the grant's: .*MaxSessionDuration/,
        ),
        grant: "too-long",
        durationSeconds: 43_200,
      },
    ]);
  });

  test("an hour that the role does allow is had by asking for it", async () => {
    const path = "/v1/credentials/too-long?duration=3600";
    expect((await exchange.send(askFor(path, await tokenOf({ sub: "archivist" })))).status).toBe(200);
  });

  test.each([
    ["throttled", { error: { code: "Throttling", status: 400 } }, 429, "Throttled", "refused"],
    ["down", { error: { code: "ServiceUnavailable", status: 503 } }, 503, "UpstreamUnavailable", "failed"],
    ["cut off", { disconnects: true }, 503, "UpstreamUnavailable", "failed"],
    ["talking nonsense", { body: "<html>" }, 502, "UpstreamInvalid", "failed"],
    [
      "not satisfied with a policy",
      { error: { code: "MalformedPolicyDocument", status: 400 } },
      500,
      "Internal",
      "failed",
    ],
    [
      "not satisfied with its size",
      { error: { code: "PackedPolicyTooLarge", status: 400 } },
      403,
      "NotGranted",
      "refused",
    ],
  ])("an STS that is %s has its code and its record", async (_what, interference, status, code, outcome) => {
    await exchange.close();
    exchange = await startExchange(); // one that knows of no outage yet
    exchange.sts.interfere(() => interference);
    const answer = await exchange.send(ask(nightly, await tokenOf()));
    expect(answer.body).toMatchObject({ code });
    expect(answer.status).toBe(status);
    expect(exchange.records()).toMatchObject([{ outcome, code, status }]);
    expect(answer.headers["retry-after"]).toBe(status === 429 || outcome === "failed" ? "2" : undefined);
  });
});

describe("a policy map", () => {
  test.each([
    [
      "with a typo",
      (text: string) => text.replace("sourceIdentity:", "sourceIdentiy:"),
      /policy-map\.yaml:\d+:\d+ .*did you mean sourceIdentity/,
    ],
    ["that is no YAML", () => "version: [", /policy-map\.yaml:\d+:\d+/],
  ])(
    "%s: every request fails, the record says where and how to mend it, and STS is not called",
    async (_what, change, reason) => {
      await exchange.close();
      exchange = await startExchange(change);
      const answer = await exchange.send(ask(nightly, await tokenOf()));
      expect(answer).toMatchObject({ status: 500, body: { code: "Internal" } });
      expect(answer.text).not.toContain("policy-map.yaml");
      expect((await exchange.send(ask("/readyz", undefined), "health")).status).toBe(500);
      expect((await exchange.send(ask("/healthz", undefined), "health")).status).toBe(200);
      expect(exchange.records()[0]).toMatchObject({
        outcome: "failed",
        code: "Internal",
        reason: expect.stringMatching(reason),
      });
      expect(exchange.sts.calls).toEqual([]);
      await vi.waitFor(() =>
        expect(exchange.written()).toMatch(/"level":"ERROR","message":"policy map".*"event":"refused"/),
      );
    },
  );
});
