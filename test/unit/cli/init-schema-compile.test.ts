import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadCompiledMap } from "../../../shared/policy-map/compiled/load-compiled-map.ts";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const externalId = /externalId: "([0-9a-f]{32})"/;

describe("init", () => {
  test("writes a commented map that passes check, strictly, tests included", async () => {
    const path = file("new.yaml");
    expect(await runVend(["init", path])).toMatchObject({
      exitCode: 0,
      out: `${path} is written. Next: npx vend check ${path}\n`,
    });
    const { exitCode, out } = await runVend(["check", path, "--strict"]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/ok: 1 grant, .*2 tests\n$/);
    expect(readFileSync(path, "utf8")).toContain("# Wins over every grant.");
  });

  test("does not overwrite, but where it is told to", async () => {
    const path = file("mine.yaml", "mine");
    expect(await runVend(["init", path])).toMatchObject({ exitCode: 2, error: expect.stringContaining("--force") });
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect((await runVend(["init", path, "--force"])).exitCode).toBe(0);
    expect(readFileSync(path, "utf8")).toContain("version: 1");
  });

  test("prints it, in both forms", async () => {
    const { out } = await runVend(["init", "-"]);
    expect(out).toContain("\nversion: 1\n");
    const { map } = (await runVend(["init", "-", "--json"])).json();
    expect(String(map).replace(externalId, "")).toBe(out.replace(externalId, ""));
  });

  test("makes an external ID at random, another one each time", async () => {
    const made = await Promise.all(
      [1, 2, 3].map(async () => (await runVend(["init", "-"])).out.match(externalId)?.[1]),
    );
    expect(new Set(made).size).toBe(3);
    expect(made).not.toContain(undefined);
  });

  test("says where it cannot write", async () => {
    expect(await runVend(["init", file("no/where.yaml")])).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("there is no such file"),
    });
  });
});

describe("schema", () => {
  test.each([
    ["a map", [], "grants"],
    ["cases", ["--cases"], "tests"],
  ])("prints the JSON Schema of %s", async (_what, options, member) => {
    const { exitCode, out } = await runVend(["schema", ...options]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      $schema: expect.stringContaining("draft-07"),
      properties: { [member]: {} },
    });
    expect((await runVend(["schema", ...options, "--json"])).json()).toEqual(JSON.parse(out));
  });
});

describe("compile", () => {
  const map = file("map.yaml", soundMap);

  test("writes what a service loads, and says which version it is", async () => {
    const path = file("map.json");
    const { exitCode, out } = await runVend(["compile", map, "-o", path]);
    expect(exitCode).toBe(0);
    const { digest, findGrant } = loadCompiledMap(readFileSync(path, "utf8"), path);
    expect(out).toContain(`${path}: version ${digest}, `);
    expect(findGrant("nightly")?.rule.name).toBe("nightly");
    const { json } = await runVend(["compile", map, "-o", path, "--json"]);
    expect(json()).toMatchObject({ file: path, digest, grants: 1 });
    expect((await runVend(["compile", map, "-o", "-"])).out).toBe(readFileSync(path, "utf8"));
  });

  test("writes nothing for a map with a failing test", async () => {
    const failing = file(
      "failing.yaml",
      soundMap.replace("expect: { grant", "at: '2026-10-07T05:00:00Z'\n    duration: 2h\n    expect: { grant"),
    );
    const path = file("none.json");
    expect((await runVend(["compile", failing, "-o", path])).exitCode).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  test("says where it cannot write", async () => {
    expect((await runVend(["compile", map, "-o", file("no/where.json")])).exitCode).toBe(2);
  });
});
