import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AwsCall, type AwsReply, type AwsStub, startAwsStub, xmlError } from "../../support/aws-stub.ts";
import { startEvenTime } from "../../support/even-time.ts";
import { openSource, stubAwsStores } from "../../support/read-map.ts";

let s3: AwsStub;
let endEvenTime: () => void;
beforeEach(async () => {
  endEvenTime = startEvenTime();
  s3 = await startAwsStub();
  stubAwsStores(s3.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.close();
  endEvenTime();
});

const location = "s3://vend-maps/prod/map.yaml";

/** An object, or a 304 to whoever has it already. */
function hold(body: string | Uint8Array, etag = '"one"', headers: Readonly<Record<string, string>> = {}): void {
  s3.answer = (call) =>
    call.headers["if-none-match"] === etag ? { status: 304 } : { headers: { etag, ...headers }, body };
}

describe("an object", () => {
  test("is read by its path, and named by its ETag in a bucket without versions", async () => {
    hold("version: 1 # ä\n");
    expect(await openSource(location).read()).toEqual({ text: "version: 1 # ä\n", name: location, version: "one" });
    expect(s3.calls).toMatchObject([{ method: "GET", path: "/vend-maps/prod/map.yaml" }]);
    expect(s3.calls[0]?.headers).not.toHaveProperty("if-none-match");
  });

  test.each([
    ["v-17", "v-17"],
    ["null", "one"],
  ])("of version id %j is version %j", async (versionId, version) => {
    hold("text", '"one"', { "x-amz-version-id": versionId });
    expect(await openSource(location).read()).toMatchObject({ version });
  });

  test("without an ETag is named by its content, and read again each time", async () => {
    s3.answer = () => ({ body: "text" });
    const source = openSource(location);
    expect(await source.read()).toMatchObject({ version: "982d9e3eb996f559" });
    expect(await source.read("982d9e3eb996f559")).toMatchObject({ text: "text", version: "982d9e3eb996f559" });
  });

  test("that has not changed is not sent again", async () => {
    hold("text");
    const source = openSource(location);
    await source.read();
    expect(await source.read("one")).toEqual({ unchanged: true });
    expect(s3.calls[1]?.headers["if-none-match"]).toBe('"one"');
  });

  test("is found in the bucket's own region, whatever the service's is", async () => {
    const isAt = (region: string, { headers }: AwsCall) => headers.authorization?.includes(`/${region}/s3/`) ?? false;
    s3.answer = (call) =>
      isAt("eu-west-1", call)
        ? { headers: { etag: '"one"' }, body: "text" }
        : { ...xmlError("PermanentRedirect", 301), headers: { "x-amz-bucket-region": "eu-west-1" } };
    expect(await openSource(location).read()).toMatchObject({ text: "text" });
    expect(s3.calls.map((call) => isAt("eu-central-1", call))).toEqual([true, false]);
  });

  test("is sent again to a reader that has seen something else", async () => {
    hold("text");
    const source = openSource(location);
    await source.read();
    expect(await source.read("other")).toMatchObject({ text: "text", version: "one" });
    expect(s3.calls[1]?.headers).not.toHaveProperty("if-none-match");
  });

  test("that has changed is read", async () => {
    hold("text");
    const source = openSource(location);
    await source.read();
    hold("text, changed", '"two"');
    expect(await source.read("one")).toEqual({ text: "text, changed", name: location, version: "two" });
  });
});

describe("no map is", () => {
  test("what is not UTF-8", async () => {
    hold(Uint8Array.of(0x61, 0xff));
    expect(await openSource(location).read()).toMatchObject({
      unusable: { rule: "is not UTF-8 text" },
      version: "one",
    });
  });

  test.each([
    [1_000_000, false],
    [1_000_001, true],
  ])("what is over the limit: %d bytes, refused: %s", async (size, isRefused) => {
    hold("x".repeat(size));
    const source = openSource(location, { maxBytes: 1_000_000 });
    const reading = await source.read();
    expect("unusable" in reading).toBe(isRefused);
    if (isRefused) expect(reading).toMatchObject({ unusable: { rule: "is over 1 MB" }, version: "one" });
    expect(await source.read("one")).toEqual({ unchanged: true });
  });
});

describe("a fault that passes is", () => {
  test.each<[what: string, reply: AwsReply, told: RegExp]>([
    ["a missing object", xmlError("NoSuchKey", 404), /: NoSuchKey HTTP 404: NoSuchKey it is$/],
    ["a missing right", xmlError("AccessDenied", 403), /: AccessDenied HTTP 403: AccessDenied it is$/],
    [
      "a wrong signature, whose text is not told",
      xmlError("SignatureDoesNotMatch", 403),
      /: SignatureDoesNotMatch HTTP 403$/,
    ],
    ["S3 in trouble", xmlError("InternalError", 500), /: InternalError HTTP 500$/],
    ["a broken connection", { resets: true }, /: (?:Error|TimeoutError) ECONNRESET$/],
    ["a body that never ends", { stalls: true, body: "x".repeat(10_000) }, /: AbortError/],
    ["no answer in time", { delayMs: 600 }, /: TimeoutError/],
    ["a 304 to who has not asked for one", { status: 304 }, /HTTP 304/],
  ])("%s", async (_what, reply, told) => {
    s3.answer = () => reply;
    const failure = await openSource(location, { totalTimeoutMs: 900 })
      .read()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "UpstreamUnavailable", reason: expect.stringMatching(told) });
    // The SDK's error could quote what was signed.
    expect(failure).not.toHaveProperty("cause");
  });

  test("told with the source's name, after as many attempts as are allowed", async () => {
    s3.answer = () => xmlError("SlowDown", 503);
    await expect(openSource(location).read()).rejects.toMatchObject({
      reason: `the policy map ${location} cannot be read: SlowDown HTTP 503`,
    });
    expect(s3.calls).toHaveLength(2);
  });

  test("no hindrance to the next one who reads", async () => {
    s3.answer = () => xmlError("InternalError", 500);
    const source = openSource(location, { attempts: 1 });
    await expect(source.read()).rejects.toThrow();
    hold("text");
    expect(await source.read()).toMatchObject({ text: "text" });
  });
});
