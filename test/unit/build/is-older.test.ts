import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isOlder } from "../../../build/is-older.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-older-"));
  mkdirSync(join(folder, "sources/within"), { recursive: true });
  for (const name of ["sources/within/one.ts", "lock.json", "made.cjs"]) writeFileSync(join(folder, name), "");
  for (const name of ["sources/within/one.ts", "sources/within", "sources", "lock.json"]) setTime(name, 100);
  setTime("made.cjs", 101);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function setTime(name: string, seconds: number): void {
  utimesSync(join(folder, name), seconds, seconds);
}

const ask = () => isOlder(join(folder, "made.cjs"), [join(folder, "sources"), join(folder, "lock.json")]);

test("what is newer than all of its sources is not", async () => {
  expect(await ask()).toBe(false);
});

test.each(["sources/within/one.ts", "sources/within", "sources", "lock.json"])("%s may be as new", async (name) => {
  setTime(name, 101);
  expect(await ask()).toBe(true);
});

test("what is not there is", async () => {
  rmSync(join(folder, "made.cjs"));
  expect(await ask()).toBe(true);
});

test("a source that is missing is a mistake", async () => {
  rmSync(join(folder, "lock.json"));
  await expect(ask()).rejects.toThrow("ENOENT");
});
