import { describe, expect, test } from "vitest";
import packageFile from "../../../package.json" with { type: "json" };
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const map = file("map.yaml", soundMap);

/** Every command with arguments that only a missing file makes wrong. */
const commands = [
  ["check", "nowhere.yaml"],
  ["explain", "nowhere.yaml", "--claims", "nowhere.json"],
  ["test", "nowhere.yaml"],
  ["trust", "nowhere.yaml"],
  ["compile", "nowhere.yaml", "-o", "-"],
  ["publish", "nowhere.yaml", "--to", "file:nowhere.json"],
  ["revoke", "nowhere.yaml", "--grant", "x"],
];

describe("what every command has in common", () => {
  test.each(commands)("%s: a file that is not there is unusable input, said on standard error", async (...args) => {
    const run = await runVend(args);
    expect(run).toMatchObject({
      exitCode: 2,
      out: "",
      error: "error: nowhere.yaml cannot be read: there is no such file\n",
    });
  });

  test.each(commands)("%s --json: the same as one JSON document", async (...args) => {
    const { exitCode, out, error } = await runVend([...args, "--json"]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(JSON.parse(error)).toEqual({
      error: "input",
      message: "nowhere.yaml cannot be read: there is no such file",
      file: "nowhere.yaml",
    });
  });

  test("a map that is no map is unusable for all but check, whose answer it is", async () => {
    const broken = file("broken.yaml", "version: 1\ngrants: { job: { wen: {} } }\n");
    expect((await runVend(["check", broken])).exitCode).toBe(1);
    const run = await runVend(["test", broken]);
    expect(run).toMatchObject({ exitCode: 2, out: "" });
    expect(run.error).toMatch(/broken\.yaml:2:18 grants\.job\.wen: is not a known key; did you mean when\?/);
    const { error } = await runVend(["test", broken, "--json"]);
    expect(JSON.parse(error)).toMatchObject({
      error: "invalidMap",
      problems: [{ line: 2, path: "grants.job.when" }, { line: 2 }, { line: 2 }],
    });
  });

  test.each([["version"], ["--version"], ["-V"]])("%s says which version it is", async (word) => {
    expect(await runVend([word])).toMatchObject({ exitCode: 0, out: `${packageFile.version}\n`, error: "" });
    expect((await runVend([word, "--json"])).json()).toEqual({ version: packageFile.version });
  });

  test.each([
    ["an unknown command", ["nope"], "unknown command 'nope'"],
    ["an unknown option", ["check", map, "--nope"], "unknown option '--nope'"],
    ["a missing argument", ["check"], "missing required argument 'map'"],
    ["a missing option", ["compile", map], "required option '-o, --output <file>' not specified"],
    ["too many arguments", ["check", map, map], "too many arguments"],
    [
      "a form that there is not",
      ["trust", map, "--as", "xml"],
      "Allowed choices are json, cloudformation, stackset, terraform",
    ],
  ])("%s is wrong usage", async (_what, args, said) => {
    const run = await runVend(args);
    expect(run).toMatchObject({ exitCode: 2, out: "" });
    expect(run.error).toContain(said);
    const { error } = await runVend([...args, "--json"]);
    expect(JSON.parse(error)).toMatchObject({ error: "usage", message: expect.stringContaining(said) });
  });

  test("help is an answer, and names every command", async () => {
    const { exitCode, out, error } = await runVend(["--help"]);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: "" });
    for (const name of [
      "init",
      "check",
      "explain",
      "test",
      "diff",
      "trust",
      "report",
      "compile",
      "publish",
      "rollback",
      "revoke",
      "schema",
    ]) {
      expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });

  test("colours are for terminals only", async () => {
    const start = String.fromCharCode(27);
    expect((await runVend(["check", map])).out).not.toContain(start);
    expect((await runVend(["check", map], { hasColours: true })).out).toContain(`${start}[32mok`);
  });

  test.each([
    ["its path", (path: string) => path],
    ["file: and its path", (path: string) => `file:${path}`],
    ["a file URL", (path: string) => `file://${path}`],
  ])("a map is named by %s", async (_what, locate) => {
    expect((await runVend(["check", locate(map)])).exitCode).toBe(0);
  });

  test("a map can come from standard input", async () => {
    expect((await runVend(["check", "-"], { input: soundMap })).exitCode).toBe(0);
    const { out } = await runVend(["check", "-"], { input: "version: 2\n" });
    expect(out).toContain("(standard input):1:10 version:");
  });

  test("a file that is not UTF-8 is refused, and so is a folder", async () => {
    const latin = file("latin.yaml");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(latin, Buffer.from([0x76, 0xe9]));
    expect((await runVend(["check", latin])).error).toContain("it is not UTF-8");
    expect((await runVend(["check", "."])).error).toContain("it is a folder");
  });
});
