import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AwsReply, type AwsStub, json, jsonError, startAwsStub } from "../../support/aws-stub.ts";
import { openSource, stubAwsStores } from "../../support/read-map.ts";

let ssm: AwsStub;
beforeEach(async () => {
  ssm = await startAwsStub();
  stubAwsStores(ssm.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await ssm.close();
});

const location = "ssm:/vend/map";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const versionOf = (value: string, number = 1) => `${number}-${sha256(value).slice(0, 16)}`;

/** Parameters by name; each at this version. */
function hold(parameters: Readonly<Record<string, string>>, number = 1): void {
  ssm.answer = ({ operation, body }) => {
    const { Name: name = "", Names: names = [] } = JSON.parse(body) as { Name?: string; Names?: string[] };
    const find = (Name: string) => ({ Name, Value: parameters[Name], Version: number });
    if (operation === "GetParameter") {
      return name in parameters ? json({ Parameter: find(name) }) : jsonError("ParameterNotFound");
    }
    // In no order of theirs, as SSM does.
    const found = names.filter((Name) => Name in parameters).map(find);
    return json({ Parameters: found.reverse(), InvalidParameters: [] });
  };
}

/** A map in so many parts, with the manifest that belongs to it. */
function split(text: string, count: number): Record<string, string> {
  const size = Math.ceil(text.length / count);
  const digest = sha256(text);
  const parts = Array.from({ length: count }, (_, index) => [
    `/vend/map/${digest.slice(0, 16)}/${index}`,
    text.slice(index * size, (index + 1) * size),
  ]);
  return { ...Object.fromEntries(parts), "/vend/map": JSON.stringify({ parts: count, sha256: digest }) };
}

describe("a parameter", () => {
  test("is read, decrypted, and named by its number and content", async () => {
    hold({ "/vend/map": "version: 1 # ä\n" }, 4);
    expect(await openSource(location).read()).toEqual({
      text: "version: 1 # ä\n",
      name: location,
      version: versionOf("version: 1 # ä\n", 4),
    });
    expect(ssm.calls.map(({ body }) => JSON.parse(body))).toEqual([{ Name: "/vend/map", WithDecryption: true }]);
  });

  test("that has not changed is unchanged", async () => {
    hold({ "/vend/map": "text" });
    expect(await openSource(location).read(versionOf("text"))).toEqual({ unchanged: true });
  });

  test("that was deleted and made anew is another, though its number is the same", async () => {
    hold({ "/vend/map": "other" });
    expect(await openSource(location).read(versionOf("text"))).toMatchObject({ text: "other" });
  });

  test.each([
    [1_000, false],
    [1_001, true],
  ])("of %d bytes where 1000 are allowed: refused is %s", async (size, isRefused) => {
    hold({ "/vend/map": "x".repeat(size) });
    const reading = await openSource(location, { maxBytes: 1_000 }).read();
    expect("unusable" in reading).toBe(isRefused);
  });
});

describe("a map in parts", () => {
  test.each([1, 3, 10, 11, 100])("is put together of %d", async (count) => {
    const text = Array.from({ length: 200 }, (_, line) => `# line ${line} ä\n`).join("");
    const parameters = split(text, count);
    hold(parameters);
    const source = openSource(location);
    const reading = await source.read();
    expect(reading).toEqual({ text, name: location, version: versionOf(parameters["/vend/map"] ?? "") });
    expect(ssm.calls).toHaveLength(1 + Math.ceil(count / 10));

    expect(await source.read("version" in reading ? reading.version : "")).toEqual({ unchanged: true });
    expect(ssm.calls).toHaveLength(2 + Math.ceil(count / 10));
  });

  test.each<[what: string, change: (parameters: Record<string, string>, part: string) => void, found: string]>([
    ["a part is missing", (parameters, part) => delete parameters[part], "1 of 2"],
    ["a part is another's", (parameters, part) => Object.assign(parameters, { [part]: "x" }), "2 of 2"],
  ])("is not whole where %s", async (_what, change, found) => {
    const parameters = split("version: 1\n", 2);
    change(parameters, `/vend/map/${sha256("version: 1\n").slice(0, 16)}/1`);
    hold(parameters);
    await expect(openSource(location).read()).rejects.toMatchObject({
      code: "UpstreamInvalid",
      reason: `the policy map ${location} is not whole: ${found} parts were found, and together they are not what the manifest says`,
    });
  });

  test.each([
    ['{"parts":0,"sha256":"DIGEST"}'],
    ['{"parts":101,"sha256":"DIGEST"}'],
    ['{"parts":2,"sha256":"abc"}'],
    ['{"parts":2,"sha256":"DIGEST","more":1}'],
    ["parts: 2"],
  ])("is none where the manifest is %s, which is then the map, and refused as one", async (manifest) => {
    const value = manifest.replace("DIGEST", sha256("x"));
    hold({ "/vend/map": value });
    expect(await openSource(location).read()).toMatchObject({ text: value });
  });
});

test.each<[what: string, reply: AwsReply, told: string]>([
  ["a missing parameter", jsonError("ParameterNotFound"), "ParameterNotFound HTTP 400: ParameterNotFound it is"],
  [
    "a missing right",
    jsonError("AccessDeniedException"),
    "AccessDeniedException HTTP 400: AccessDeniedException it is",
  ],
  ["an error whose text is not known", jsonError("ValidationException"), "ValidationException HTTP 400"],
  ["SSM in trouble", jsonError("InternalServerError", 500), "InternalServerError HTTP 500"],
])("a fault that passes is %s", async (_what, reply, told) => {
  ssm.answer = () => reply;
  await expect(openSource(location).read()).rejects.toMatchObject({
    code: "UpstreamUnavailable",
    reason: `the policy map ${location} cannot be read: ${told}`,
  });
});
