import { readFile } from "node:fs/promises";
import { checkMap } from "../../cli/check/check-map.ts";
import { printProblem } from "../../cli/check/problem-line.ts";
import { type LoadedMap, parseMap } from "../../cli/input/load-map.ts";
import { createPalette } from "../../cli/output/palette.ts";
import { printTest } from "../../cli/test/print-tests.ts";
import type { MapFile } from "../rights/choose-map-file.ts";

/**
 * The map that a package is made for, with the files that it includes, if it is fit to be published.
 * @throws Error with all that `vend check` finds wrong with it
 */
export async function readPackagedMap({ path }: MapFile): Promise<LoadedMap> {
  const map = parseMap(await readFile(path, "utf8"), path);
  const { isFine, problems, tests } = checkMap(map, false);
  if (!isFine) {
    const plain = createPalette(false);
    const wrong = problems.filter(({ level }) => level === "error").map((problem) => printProblem(problem, plain));
    const failed = tests.filter(({ passed }) => !passed).map((test) => printTest(test, plain));
    throw new Error(`${path} is no map to deploy; npx vend check ${path} says:\n${[...wrong, ...failed].join("")}`);
  }
  return map;
}
