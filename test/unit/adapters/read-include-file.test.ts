import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readIncludeFile } from "../../../shared/adapters/read-include-file.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";

let folder: string;
let map: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vend-include-"));
  mkdirSync(join(folder, "map", "teams"), { recursive: true });
  map = join(folder, "map", "map.yaml");
  writeFileSync(map, "version: 1\ninclude: [teams/a.yaml]\n");
  writeFileSync(join(folder, "map", "teams", "a.yaml"), "version: 1\n");
  writeFileSync(join(folder, "map", "..data"), "version: 1 # a name that only begins with dots\n");
  writeFileSync(join(folder, "outside.yaml"), "version: 1 # outside\n");
  symlinkSync("teams/a.yaml", join(folder, "map", "inside-link.yaml"));
  symlinkSync("../outside.yaml", join(folder, "map", "outside-link.yaml"));
  symlinkSync(join(folder, "map"), join(folder, "link-to-map"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("readIncludeFile", () => {
  test("reads a file of the map's folder, and names it by its place", () => {
    expect(readIncludeFile("teams/a.yaml", map)).toEqual({
      text: "version: 1\n",
      name: join(folder, "map", "teams", "a.yaml"),
    });
    expect(readIncludeFile("..data", map).text).toContain("dots");
  });

  test("follows links that stay in the folder, and links to the folder", () => {
    expect(readIncludeFile("inside-link.yaml", map).text).toBe("version: 1\n");
    expect(readIncludeFile("teams/a.yaml", join(folder, "link-to-map", "map.yaml")).text).toBe("version: 1\n");
  });

  test.each(["outside-link.yaml", "../outside.yaml", "teams/../../outside.yaml", ""])(
    "refuses %j, which leads out of it",
    (path) => {
      expect(() => readIncludeFile(path, map)).toThrow(/leads out of the folder/);
    },
  );

  test("refuses a file that is not UTF-8, and keeps what is", () => {
    writeFileSync(join(folder, "map", "latin1.yaml"), Buffer.from("version: 1 # caf\xe9\n", "latin1"));
    writeFileSync(join(folder, "map", "utf8.yaml"), "\uFEFFversion: 1 # café\n");
    expect(() => readIncludeFile("latin1.yaml", map)).toThrow(TypeError);
    expect(readIncludeFile("utf8.yaml", map).text).toBe("\uFEFFversion: 1 # café\n");
    const text = "version: 1\ninclude: [latin1.yaml]\n";
    expect(() => readPolicyMap(text, "map.yaml", { readInclude: () => readIncludeFile("latin1.yaml", map) })).toThrow(
      /^map\.yaml:2:11 include\[0\]: "latin1\.yaml" is not UTF-8; save it as UTF-8$/,
    );
  });

  test("says that a file is not there", () => {
    expect(() => readIncludeFile("b.yaml", map)).toThrow(expect.objectContaining({ code: "ENOENT" }));
  });

  test("is what readPolicyMap reads files by", () => {
    const text = "version: 1\ninclude: [teams/a.yaml]\n";
    expect(readPolicyMap(text, map, { readInclude: readIncludeFile }).document.grants).toEqual([]);
    expect(() => readPolicyMap(text.replace("teams/a", "outside-link"), map, { readInclude: readIncludeFile })).toThrow(
      /include\[0\]: "outside-link.yaml" cannot be read; /,
    );
  });
});
