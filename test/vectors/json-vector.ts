import { listVectors, readVector, readVectorJson } from "./vectors-folder.ts";

/** A text that JSON readers differ in. */
export interface JsonVector {
  readonly name: string;
  readonly bytes: Buffer;
  /** `y`: JSON. `n`: not JSON. `i`: for each reader to decide; also for texts that readers are known to change. */
  readonly kind: "y" | "n" | "i";
}

/** JSONTestSuite. */
export function readJsonVectors(): readonly JsonVector[] {
  const parsing = listVectors("jsontestsuite/test_parsing").map((name) => ({
    name,
    bytes: readVector("jsontestsuite/test_parsing", name),
    kind: name.startsWith("y_") ? ("y" as const) : name.startsWith("n_") ? ("n" as const) : ("i" as const),
  }));
  const transform = listVectors("jsontestsuite/test_transform").map((name) => ({
    name,
    bytes: readVector("jsontestsuite/test_transform", name),
    kind: "i" as const,
  }));
  return [...parsing, ...transform];
}

/** The big list of naughty strings. */
export function readNaughtyStrings(): readonly string[] {
  return readVectorJson("blns", "blns.json") as readonly string[];
}
