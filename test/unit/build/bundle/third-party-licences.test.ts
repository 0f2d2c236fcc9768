import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { thirdPartyLicences } from "../../../../build/bundle/third-party-licences.ts";

const folder = mkdtempSync(join(tmpdir(), "licences-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A package with these files. */
function packageOf(name: string, said: object, files: Readonly<Record<string, string>> = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, "package.json"), JSON.stringify({ name, version: "1.2.3", ...said }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

test("each text is there once, with the packages that it is for, notices included", async () => {
  const text = await thirdPartyLicences([
    packageOf("one", {}, { LICENSE: "Do as you like.\n", "README.md": "not this" }),
    packageOf("two", {}, { "licence.md": "Do as you like.\r\n" }),
    packageOf("three", {}, { LICENSE: "Name me.", NOTICE: "Made by three." }),
    packageOf("four", { license: "MIT-0" }),
  ]);
  expect(text.match(/Do as you like\./g)).toHaveLength(1);
  expect(text).toContain("one 1.2.3\ntwo 1.2.3\n\nDo as you like.");
  expect(text).toContain("three 1.2.3\n\nName me.\n\nMade by three.");
  expect(text).toContain("four 1.2.3\n\nLicence, as its package.json says: MIT-0");
  expect(text).not.toContain("not this");
});

test("a package that says nothing is refused", async () => {
  await expect(thirdPartyLicences([packageOf("silent", {})])).rejects.toThrow("silent: says nothing of a licence");
});
