import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPolicyMapSource } from "../../../shared/adapters/policy-map-source.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy map-"));
  await writeFile(join(folder, "map.yaml"), "version: 1 # ä\n");
});
afterAll(() => rm(folder, { recursive: true }));

describe("a file", () => {
  test.each<[how: string, location: () => string]>([
    ["by its path", () => `file:${join(folder, "map.yaml")}`],
    ["by a relative path", () => `file:${relative(process.cwd(), join(folder, "map.yaml"))}`],
    ["by a URL, whose escapes are undone", () => pathToFileURL(join(folder, "map.yaml")).href],
  ])("is read %s", async (_how, location) => {
    const { text, name } = await createPolicyMapSource(location())();
    expect(text).toBe("version: 1 # ä\n");
    expect(name).toMatch(/map\.yaml$/);
    expect(name).not.toContain("file:");
  });

  test("is read anew each time", async () => {
    const path = join(folder, "changing.yaml");
    const read = createPolicyMapSource(`file:${path}`);
    await writeFile(path, "one");
    const before = await read();
    await writeFile(path, "two");
    expect([before.text, (await read()).text]).toEqual(["one", "two"]);
  });

  test("that is not there is a fault that passes", async () => {
    const location = `file:${join(folder, "missing.yaml")}`;
    await expect(createPolicyMapSource(location)()).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason: `the policy map ${location} cannot be read`,
      cause: { code: "ENOENT" },
    });
  });
});

test.each(["", "map.yaml", "/map.yaml", "file:", "file://", "file://host/map.yaml", "s3://bucket/key", "http://x/y"])(
  "another source is refused at once: %j",
  (location) => {
    expect(() => createPolicyMapSource(location)).toThrow(/^POLICY_MAP: .*; use file:PATH$/);
  },
);
