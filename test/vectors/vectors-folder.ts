import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the public vectors are: they are read from there and not copied. */
const vectorsFolder = process.env["VECTORS_DIR"] || fileURLToPath(new URL("../../../shared/vectors", import.meta.url));

/** Where they are missing, tests are skipped and say so; `.ci/run` allows no skip. */
export const areVectorsRequired = process.env["CONFORMANCE_REQUIRED"] === "1";

export const hasVectors = existsSync(join(vectorsFolder, "wycheproof"));

/** What to say in place of the tests. */
export const missingVectors = `SKIPPED: no public vectors in ${vectorsFolder}; set VECTORS_DIR to where they are`;

/** The names of a corpus's files, in order. */
export function listVectors(folder: string, extension = ".json"): readonly string[] {
  return readdirSync(join(vectorsFolder, folder))
    .filter((name) => name.endsWith(extension))
    .sort();
}

export function readVector(...path: readonly string[]): Buffer {
  return readFileSync(join(vectorsFolder, ...path));
}

export function readVectorJson(...path: readonly string[]): unknown {
  return JSON.parse(readVector(...path).toString("utf8"));
}
