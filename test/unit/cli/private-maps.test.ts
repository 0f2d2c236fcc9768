import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, test } from "vitest";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const modeOf = (path: string) => statSync(path).mode & 0o777;
const changed = soundMap.replace("The nightly job", "The job of each night");
function mapOf(mode: number, text = soundMap): string {
  const path = file(`map-${mode.toString(8)}.yaml`, text);
  chmodSync(path, mode);
  return path;
}
const versionsOf = (live: string) =>
  readdirSync(`${live}.versions`)
    .filter((name) => name.endsWith(".json"))
    .map((name) => `${live}.versions/${name}`);

describe("what is made of a map is as private as the map", () => {
  test.each([
    [0o600, 0o600],
    [0o400, 0o600],
    [0o640, 0o640],
    [0o644, 0o644],
  ])("a map of mode %o: compile and publish make files of mode %o", async (mode, expected) => {
    const [compiled, live] = [file(`compiled-${mode}.json`), file(`live-${mode}.json`)];
    await runVend(["compile", mapOf(mode), "-o", compiled]);
    await runVend(["publish", mapOf(mode), "--to", `file:${live}`]);
    expect([compiled, live, ...versionsOf(live)].map(modeOf)).toEqual([expected, expected, expected]);
  });

  test("a map that includes a private file is private, and so is one from standard input", async () => {
    mkdirSync(file("parts"));
    const part = file("parts/accounts.yaml", soundMap.match(/version: 1|accounts:\n.*\n/g)?.join("\n") ?? "");
    const whole = file("whole.yaml", soundMap.replace(/accounts:\n.*\n/, "include: [parts/accounts.yaml]\n"));
    chmodSync(part, 0o600);
    chmodSync(whole, 0o644);
    const [included, piped] = [file("included.json"), file("piped.json")];
    await runVend(["compile", whole, "-o", included]);
    await runVend(["compile", "-", "-o", piped], { input: soundMap });
    expect([included, piped].map(modeOf)).toEqual([0o600, 0o600]);
  });

  test("a file that is there keeps its mode and group, for the service that reads it; its versions have them too", async () => {
    const live = file("kept.json");
    await runVend(["publish", mapOf(0o600), "--to", `file:${live}`]);
    chmodSync(live, 0o660);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(live, 0, 4_711);
    await runVend(["publish", mapOf(0o600, changed), "--to", `file:${live}`]);
    const [, second = ""] = versionsOf(live);
    expect([live, second].map(modeOf)).toEqual([0o660, 0o660]);
    if (isRoot) expect([live, second].map((path) => statSync(path).gid)).toEqual([4_711, 4_711]);
    await runVend(["rollback", "--to", `file:${live}`]);
    expect(modeOf(live)).toBe(0o660);
    expect(readFileSync(live, "utf8")).toContain("The nightly job");
  });

  test("a rollback to where nothing is any more is as private as the version", async () => {
    const live = file("gone.json");
    await runVend(["publish", mapOf(0o600), "--to", `file:${live}`]);
    const [version = ""] = versionsOf(live);

    rmSync(live);
    await runVend(["rollback", "--to", `file:${live}`]);
    expect([live, version].map(modeOf)).toEqual([0o600, 0o600]);
  });

  test("a link in place of what is written is not followed", async () => {
    const other = file("other.txt", "another's");
    const output = file("output.json");
    symlinkSync(other, output);
    await runVend(["compile", mapOf(0o600), "-o", output]);
    expect(readFileSync(other, "utf8")).toBe("another's");
    expect(lstatSync(output).isSymbolicLink()).toBe(false);
    expect(modeOf(output)).toBe(0o600);
  });
});

describe("a map that is a link is changed where it is", () => {
  test.each([
    ["rotate-external-id", ["--account", "reporting", "--step", "begin"], "nextExternalId"],
    ["revoke", ["--grant", "nightly"], "deny:"],
  ])("%s --apply", async (command, options, written) => {
    mkdirSync(file(`${command}-real`));
    const real = file(`${command}-real/map.yaml`);
    writeFileSync(real, soundMap, { mode: 0o640 });
    const link = file(`${command}.yaml`);
    symlinkSync(`${command}-real/map.yaml`, link);
    expect((await runVend([command, link, ...options, "--apply"])).exitCode).toBe(0);
    expect(readFileSync(real, "utf8")).toContain(written);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(modeOf(real)).toBe(0o640);
  });
});
