import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { generateMap } from "../../support/generate-map.ts";

const run = (...args: string[]) => spawnSync(process.execPath, ["bench/write-map.ts", ...args], { encoding: "utf8" });

test("prints the map that the benchmarks use, and nothing else", () => {
  expect(run("12")).toMatchObject({ status: 0, stdout: generateMap(12), stderr: "" });
});

test.each([[[]], [["0"]], [["1e3"]], [["1000000"]], [["12", "13"]]])("%j is no number of grants", (args) => {
  expect(run(...args)).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("from 1 to 999999") });
});
