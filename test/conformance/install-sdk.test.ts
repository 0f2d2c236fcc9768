import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installSdk } from "./install-sdk.ts";
import type { Sdk } from "./sdk.ts";

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "vend-install-"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

const sdkWith = (name: string, script: string, seconds = 20): Sdk => ({
  name,
  driver: "ruby",
  install: [{ command: ["sh", "-c", script], seconds }],
  run: ["true"],
  lacks: {},
});

describe("an SDK", () => {
  test("is got in a copy of its driver's folder", async () => {
    const { folder = "" } = await installSdk(sdkWith("good one", "echo > installed"), parent);
    expect(folder.startsWith(parent)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(["driver.rb", "installed"]);
  });

  test("that needs nothing is where its driver is", async () => {
    const { folder } = await installSdk({ ...sdkWith("none", ""), install: [] }, parent);
    expect(folder).toMatch(/conformance\/drivers\/ruby$/);
  });

  test.each([
    ["fails", "echo first; echo 'no such package' >&2; exit 3", 20, "failed: no such package"],
    ["hangs", "sleep 60 & wait", 1, "took more than 1 s"],
  ])("that %s says so", async (name, script, seconds, said) => {
    const { missing } = await installSdk(sdkWith(name, script, seconds), parent);
    expect(missing).toBe(`\`sh -c ${script}\` ${said}`);
  });

  test("whose tool is missing says so", async () => {
    const sdk: Sdk = { ...sdkWith("toolless", ""), install: [{ command: ["no-such-tool"], seconds: 5 }] };
    expect((await installSdk(sdk, parent)).missing).toBe("`no-such-tool` cannot be run");
  });

  test("that is in no registry says why", async () => {
    const sdk: Sdk = { ...sdkWith("none", ""), driver: undefined, lacks: { environment: "it is in no registry" } };
    expect((await installSdk(sdk, parent)).missing).toBe("it is in no registry");
  });
});
