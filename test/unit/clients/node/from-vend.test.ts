import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { fromVend, VendError, type VendOptions } from "../../../../clients/node/index.ts";
import packageFile from "../../../../package.json" with { type: "json" };
import { answer, container, grants, type Step, scriptedService, spell } from "./scripted-service.ts";

/** Those of whoever runs the tests. */
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((known) => known.startsWith("VEND_"))) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => vi.unstubAllEnvs());

const down: Step = answer(403, { code: "NotGranted", message: "No such grant for this caller", requestId: "3f2c" });
/** Credentials that are to be renewed at once, so that the next get begins to. */
const endingSoon: Step = (response) => answer(200, container({ Expiration: spell(Date.now() + 90_000) }))(response);
const aheadAlways: VendOptions = { token: "jwt", grant: "nightly", refreshAheadSeconds: 3600 };

describe("the provider", () => {
  test("gives what the SDK wants, the account of the role with it, and remembers it", async () => {
    const { url, arrived } = await scriptedService([grants]);
    const provider = fromVend({ url, token: "jwt" });
    const first = await provider();
    expect(first).toEqual({
      accessKeyId: "ASIAEXAMPLE",
      secretAccessKey: "secret-key",
      sessionToken: "session-token",
      expiration: expect.any(Date),
      accountId: "111122223333",
    });
    expect(await provider()).toEqual(first);
    expect(arrived).toHaveLength(1);
  });

  test("gives each caller an object of its own, since the SDK writes into it", async () => {
    const { url } = await scriptedService([grants]);
    const provider = fromVend({ url, token: "jwt" });
    Object.assign(await provider(), { accessKeyId: "overwritten" });
    expect(await provider()).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
  });

  test("takes its settings from the environment", async () => {
    const { url, arrived } = await scriptedService([
      answer(200, container({ RoleArn: undefined, Expiration: spell(Date.now() + 3_600_000) })),
    ]);
    vi.stubEnv("VEND_URL", url);
    vi.stubEnv("VEND_GRANT", "nightly");
    vi.stubEnv("VEND_TOKEN", "jwt");
    expect(await fromVend()()).not.toHaveProperty("accountId");
    expect(arrived[0]?.path).toBe("/v1/credentials/nightly?format=container");
  });
});

describe("what it throws", () => {
  test("is one sentence that names service and grant, with code and status", async () => {
    const { url } = await scriptedService([down]);
    const error = await fromVend({ url: `${url}/`, token: "jwt", grant: "nightly-report" })().catch((caught) => caught);
    expect(error).toBeInstanceOf(VendError);
    expect(error).toMatchObject({
      message: `No AWS credentials from ${url} for grant "nightly-report": 403 NotGranted: No such grant for this caller (request 3f2c)`,
      code: "NotGranted",
      status: 403,
      // The SDK's chains go on to other credentials where this is not said.
      tryNextLink: false,
    });
  });

  test("names what is not set, once it is asked, and is good again when it is", async () => {
    const provider = fromVend({ token: "jwt" });
    await expect(provider()).rejects.toThrow(/^No AWS credentials: the service's URL is not set; set VEND_URL$/);
    const { url } = await scriptedService([grants]);
    vi.stubEnv("VEND_URL", url);
    expect(await provider()).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
  });
});

test("a token function that never ends does not hold up those who ask later", async () => {
  const { url } = await scriptedService([grants]);
  let calls = 0;
  const token = () => {
    calls += 1;
    return calls === 1 ? new Promise<string>(() => undefined) : "jwt";
  };
  const provider = fromVend({ url, token });
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const asked = expect(provider()).rejects.toThrow(
    `No AWS credentials from ${url}: the token function gave none within 15 s`,
  );
  await vi.advanceTimersByTimeAsync(15_000);
  await asked;
  vi.useRealTimers();
  expect(await provider()).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
});

describe("a renewal that fails while the credentials at hand are good", () => {
  test("is a warning with the same sentence, and the credentials stay", async () => {
    const { url } = await scriptedService([endingSoon, down]);
    const warned: string[] = [];
    const provider = fromVend({ url, ...aheadAlways, onWarning: (sentence) => warned.push(sentence) });
    await provider();
    await provider();
    await vi.waitFor(() => expect(warned).toHaveLength(1));
    expect(warned[0]).toMatch(
      new RegExp(
        `^No AWS credentials from ${url} for grant "nightly": 403 NotGranted: .*; going on with those at hand$`,
      ),
    );
    expect(await provider()).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
  });

  test("is a warning of the process where nobody else takes it", async () => {
    const { url } = await scriptedService([endingSoon, down]);
    const provider = fromVend({ url, ...aheadAlways });
    await provider();
    const warning = once(process, "warning");
    await provider();
    const [{ name, message }] = (await warning) as [Error];
    expect({ name, message }).toEqual({ name: "VendWarning", message: expect.stringContaining("403 NotGranted") });
  });
});

test("the version that it sends is the package's", async () => {
  const { url, arrived } = await scriptedService([grants]);
  await fromVend({ url, token: "jwt" })();
  expect(arrived[0]?.headers["user-agent"]).toBe(`vend-node/${packageFile.version}`);
});
