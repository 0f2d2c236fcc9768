import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPolicyMapSource } from "../../../shared/adapters/policy-map-source.ts";
import { type AppConfigStub, startAppConfigStub } from "../../support/appconfig-stub.ts";
import { openSource, stubAwsStores } from "../../support/read-map.ts";

let nowMs = 0;
let appConfig: AppConfigStub;
beforeEach(async () => {
  nowMs = 1_000_000;
  appConfig = await startAppConfigStub(() => nowMs);
  appConfig.content = "version: 1 # ä\n";
  stubAwsStores(appConfig.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await appConfig.close();
});

const location = "appconfig:vend/prod/map";

/** A source that has been read once, and may be asked again. */
async function openRead() {
  const source = openSource(location);
  await source.read();
  nowMs += 24_000;
  return source;
}

describe("a configuration", () => {
  test("is read by a session that says how often it is going to ask", async () => {
    expect(await openSource(location).read()).toEqual({
      text: "version: 1 # ä\n",
      name: location,
      version: expect.stringMatching(/^[0-9a-f]{16}$/),
      pollAfterMs: 24_000,
    });
    expect(JSON.parse(appConfig.calls[0]?.body ?? "")).toEqual({
      ApplicationIdentifier: "vend",
      EnvironmentIdentifier: "prod",
      ConfigurationProfileIdentifier: "map",
      RequiredMinimumPollIntervalInSeconds: 24,
    });
  });

  test.each([
    [1, 15],
    [18, 15],
    [20, 16],
    [300, 240],
  ])("that is refreshed every %d seconds is asked for every %d", async (refreshSeconds, pollSeconds) => {
    const place = { kind: "appconfig", application: "vend", environment: "prod", profile: "map" } as const;
    const reading = await createPolicyMapSource(place, { region: "eu-central-1", refreshSeconds }).read();
    expect(reading.pollAfterMs).toBe(pollSeconds * 1_000);
  });

  test("has its label in its version", async () => {
    appConfig.label = "v17";
    expect(await openSource(location).read()).toMatchObject({ version: expect.stringMatching(/^v17-[0-9a-f]{16}$/) });
  });

  test("that has not changed is not sent again, within one session, with a token for each question", async () => {
    const source = openSource(location);
    const first = await source.read();
    const seen = "version" in first ? first.version : "";
    for (const _ of [1, 2, 3]) {
      nowMs += 24_000;
      expect(await source.read(seen)).toEqual({ unchanged: true, pollAfterMs: 24_000 });
    }
    expect(appConfig.sessions()).toBe(1);
    expect(new Set(appConfig.calls.slice(1).map(({ query }) => query.get("configuration_token")))).toHaveLength(4);
  });

  test("that has changed is read", async () => {
    const source = openSource(location);
    const first = await source.read();
    nowMs += 24_000;
    appConfig.content = "changed";
    expect(await source.read("version" in first ? first.version : "")).toMatchObject({ text: "changed" });
  });

  test("may be asked for less often, if AppConfig says so", async () => {
    appConfig.pollSeconds = 120;
    expect(await openSource(location).read()).toMatchObject({ pollAfterMs: 120_000 });
  });

  test("comes anew in a new session for a reader that has not seen what the session has given", async () => {
    const source = await openRead();
    expect(await source.read("something else")).toMatchObject({ text: "version: 1 # ä\n" });
    expect(appConfig.sessions()).toBe(2);
  });
});

describe("no map is", () => {
  test("what is not UTF-8", async () => {
    appConfig.content = Uint8Array.of(0x61, 0xff);
    expect(await openSource(location).read()).toMatchObject({ unusable: { rule: "is not UTF-8 text" } });
  });

  test.each([
    [1_000, false],
    [1_001, true],
  ])("what is over the limit: %d bytes, refused: %s", async (size, isRefused) => {
    appConfig.content = "x".repeat(size);
    expect("unusable" in (await openSource(location, { maxBytes: 1_000 }).read())).toBe(isRefused);
  });
});

describe("a fault that passes", () => {
  test("is a profile that is not there", async () => {
    await expect(openSource("appconfig:vend/prod/other").read()).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason:
        "the policy map appconfig:vend/prod/other cannot be read: ResourceNotFoundException HTTP 404: ResourceNotFoundException it is",
    });
  });

  test("is an outage, after which a new session gives the whole", async () => {
    const source = openSource(location);
    const first = await source.read();
    const seen = "version" in first ? first.version : "";
    appConfig.outage = { status: 500 };
    await expect(source.read(seen)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
    appConfig.outage = undefined;
    expect(await source.read(seen)).toMatchObject({ text: "version: 1 # ä\n", version: seen });
    expect(appConfig.sessions()).toBe(2);
  });

  test.each(["first", "later"])("is a new session that gives nothing, the %s time", async (when) => {
    const source = openSource(location);
    const seen = when === "first" ? undefined : "what another session gave";
    appConfig.startsEmpty = true;
    await expect(source.read(seen)).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason: "the policy map appconfig:vend/prod/map: nothing was sent",
    });
    appConfig.startsEmpty = false;
    expect(await source.read(seen)).toMatchObject({ text: "version: 1 # ä\n" });
    expect(appConfig.sessions()).toBe(2);
  });

  test("is a token that was too old, once", async () => {
    const source = openSource(location);
    const first = await source.read();
    const seen = "version" in first ? first.version : "";
    appConfig.expireTokens();
    nowMs += 24_000;
    await expect(source.read(seen)).rejects.toMatchObject({ reason: expect.stringMatching(/BadRequestException/) });
    expect(await source.read(seen)).toMatchObject({ version: seen });
  });
});
