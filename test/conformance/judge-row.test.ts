import { describe, expect, test } from "vitest";
import { firstArn, judgeRow, nextArn } from "./judge-row.ts";
import type { Observed } from "./row.ts";
import { type ScenarioName, scenarioNames } from "./scenarios.ts";
import type { Way } from "./sdk.ts";

const served: Observed = { attempts: 1, tookMs: 300, arns: [firstArn], shown: undefined };
const refreshed: Observed = { ...served, attempts: 2, arns: [firstArn, nextArn] };
const refused = (shown: string): Observed => ({ attempts: 3, tookMs: 3_000, arns: [undefined], shown });

/** What keeps every promise. */
const kept: Readonly<Record<ScenarioName, Observed>> = {
  first: served,
  refresh: refreshed,
  "401": refused("InvalidToken: The token is not valid here"),
  "403": refused("No such grant for this caller"),
  "429": refused("Throttled"),
  "503": refused("UpstreamUnavailable"),
  slow: { ...served, tookMs: 1_700 },
  garbage: refused("Unexpected token '<'"),
};

const brokenBy = (scenario: ScenarioName, changes: Partial<Observed>, sdk = "boto3", way: Way = "environment") =>
  judgeRow(sdk, way, scenario, { ...kept[scenario], ...changes }).broken;

test.each(scenarioNames)("what is promised for %s can be kept", (scenario) => {
  expect(judgeRow("boto3", "environment", scenario, kept[scenario])).toEqual({ broken: [], known: [] });
});

describe("a promise is broken by", () => {
  const noCredentials = "there are credentials where there should be none";
  test.each<[what: string, scenario: ScenarioName, changes: Partial<Observed>, broken: string[]]>([
    ["another role", "first", { arns: [nextArn] }, ["the credentials are not of the grant's role"]],
    ["a second request", "first", { attempts: 2 }, ["it takes more than one request"]],
    [
      "an error",
      "first",
      { shown: "no", arns: [undefined] },
      ["there is an error", "the credentials are not of the grant's role"],
    ],
    ["no request", "garbage", { attempts: 0 }, ["no request reached the service"]],
    ["old credentials that are kept", "refresh", { arns: [firstArn, firstArn] }, ["the new credentials are not taken"]],
    ["four requests more than are needed", "refresh", { attempts: 5 }, ["it asks again and again"]],
    ["credentials out of nothing", "401", { arns: [firstArn] }, [noCredentials]],
    ["credentials at first", "garbage", { arns: [firstArn, undefined] }, [noCredentials]],
    ["no error", "garbage", { shown: undefined }, ["there is no error"]],
    [
      "an error that does not say why",
      "403",
      { shown: "status 403" },
      ["the error says neither our code nor our sentence"],
    ],
    ["an error of another code", "429", { shown: "NotGranted" }, ["the error says neither our code nor our sentence"]],
    ["a caller who waits", "503", { tookMs: 40_001 }, ["the caller waits for more than 40 s"]],
    [
      "giving up",
      "slow",
      { arns: [undefined], shown: "time out" },
      ["there is an error", "the credentials are not of the grant's role"],
    ],
  ])("%s (%s)", (_what, scenario, changes, broken) => {
    expect(brokenBy(scenario, changes)).toEqual(broken);
  });

  test("nothing just inside the limits", () => {
    expect(brokenBy("refresh", { attempts: 4 })).toEqual([]);
    expect(brokenBy("503", { tookMs: 40_000 })).toEqual([]);
  });
});

describe("what an SDK is known to do", () => {
  test("lifts the one promise, and is told", () => {
    const { broken, known } = judgeRow("javascript", "environment", "403", refused("Could not load credentials"));
    expect(broken).toEqual([]);
    expect(known).toEqual(["the default chain drops the service's answer"]);
  });

  test("lifts no other promise", () => {
    expect(brokenBy("403", { shown: "Could not load", arns: [firstArn] }, "javascript")).toEqual([
      "there are credentials where there should be none",
    ]);
    expect(brokenBy("403", { shown: "Could not load" }, "javascript", "STS")).toEqual([
      "the error says neither our code nor our sentence",
    ]);
  });

  test("is held against it where it does it no more", () => {
    const java = (observed: Observed) => judgeRow("java", "environment", "slow", observed).broken;
    expect(java(refused("Read timed out"))).toEqual([]);
    expect(java(kept.slow)).toEqual(["there are credentials where there should be none", "there is no error"]);
    expect(judgeRow("ruby", "process", "first", { ...served, attempts: 2 }).broken).toEqual([]);
    expect(judgeRow("ruby", "process", "first", { ...served, attempts: 3 }).broken).toEqual([
      "it takes more than one request",
    ]);
  });
});
