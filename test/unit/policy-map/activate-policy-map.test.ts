import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { activatePolicyMap } from "../../../shared/policy-map/activate-policy-map.ts";
import { writeCompiledMap } from "../../../shared/policy-map/compiled/write-compiled-map.ts";
import { documentDigest } from "../../../shared/policy-map/document-digest.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { PolicyMapError } from "../../../shared/policy-map/policy-map-error.ts";
import { baselineMap } from "./baseline-map.ts";

const document = parsePolicyMap(baselineMap, "map.yaml");

test("a map that an admin wrote is validated", async () => {
  const activated = await activatePolicyMap(baselineMap, "map.yaml");
  expect(activated.document).toEqual(document);
  expect(activated.tests).toEqual([]);
  expect(activated.policyMap.digest).toBe(documentDigest(document));
  expect(activated.policyMap.findGrant("nightly")?.rule).toEqual(document.grants[0]);
});

test("a compiled map is the same map, without document and tests", async () => {
  const activated = await activatePolicyMap(writeCompiledMap(document), "map.json");
  expect(activated).toEqual({ policyMap: activated.policyMap, tests: [] });
  expect(activated.policyMap.digest).toBe(documentDigest(document));
  expect(activated.policyMap.findGrant("nightly")?.rule).toEqual(document.grants[0]);
});

test("included files are read by who reads the map", async () => {
  const readInclude = (path: string, from: string) => ({
    text: "version: 1\naccounts: { more: { id: '111122223333' } }\n",
    name: `${from}/${path}`,
  });
  const text = `include: [more.yaml]\n${baselineMap}`;
  await expect(activatePolicyMap(text, "map.yaml", { readInclude })).resolves.toMatchObject({
    document: { version: 1 },
  });
  await expect(activatePolicyMap(text, "map.yaml")).rejects.toThrow(PolicyMapError);
});

test("the map's own tests come with it", async () => {
  const tests = `
tests:
  - name: nobody
    caller: { issuer: corp, claims: { sub: nobody } }
    expect: { refused: NotGranted }
`;
  const activated = await activatePolicyMap(`${baselineMap}${tests}`, "map.yaml");
  expect(activated.tests).toMatchObject([{ name: "nobody", path: ["tests", 0] }]);
  expect(activated.locate?.(["tests", 0, "name"])).toEqual({ file: "map.yaml", line: 68, column: 11 });
});

test.each([
  ["an invalid map", "version: 2\n", /^map:1:\d+ version: /],
  ["a compiled map that is damaged", writeCompiledMap(document).slice(0, -1), /^map:1:1: is damaged/],
  [
    "a compiled map that was formatted",
    JSON.stringify(JSON.parse(writeCompiledMap(document)), undefined, 2),
    /no compiled/,
  ],
  ["a compiled map behind a byte order mark", `\uFEFF${writeCompiledMap(document)}`, /no compiled/],
])("%s is refused as a map", async (_, text, message) => {
  const refused = activatePolicyMap(text, "map");
  await expect(refused).rejects.toBeInstanceOf(PolicyMapError);
  await expect(refused).rejects.toThrow(message);
});

describe("in a bundle like the functions', where neither zod nor yaml can be loaded", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "activate-policy-map-"));
    await build({
      stdin: {
        contents: `
          import { readFileSync } from "node:fs";
          import { activatePolicyMap } from "./shared/policy-map/activate-policy-map.ts";
          activatePolicyMap(readFileSync(process.argv[2], "utf8"), "map").then(
            ({ policyMap }) => console.log(policyMap.findGrant("nightly").rule.name),
            (error) => console.log(error.code),
          );`,
        resolveDir: ".",
      },
      outfile: join(folder, "index.js"),
      bundle: true,
      platform: "node",
      format: "cjs",
      alias: { zod: "no-such-package", yaml: "no-such-package" },
      external: ["no-such-package"],
    });
    await writeFile(join(folder, "compiled.json"), writeCompiledMap(document));
    await writeFile(join(folder, "map.yaml"), baselineMap);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function printed(map: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "index.js"), join(folder, map)]);
    return stdout.trim();
  }

  test("a compiled map needs neither", async () => {
    expect(await printed("compiled.json")).toBe("nightly");
  });

  test("a map that an admin wrote needs them", async () => {
    expect(await printed("map.yaml")).toBe("MODULE_NOT_FOUND");
  });
});
