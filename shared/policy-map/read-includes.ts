import { checkIncludedShape, type ShapedMap } from "./check-shape.ts";
import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";
import { readSource, type Source } from "./read-source.ts";

/**
 * Reads a file that a map includes.
 * @param path as the map has it: relative, between slashes, without `.` and `..`
 * @param from the name of the map
 * @throws anything, where it cannot be read
 */
export type ReadInclude = (path: string, from: string) => { readonly text: string; readonly name: string };

/** A file of a map. */
export interface MapFile {
  readonly source: Source;
  readonly shaped: ShapedMap;
}

const mostIncludes = 100;

const nothing: ShapedMap = { issuers: new Map(), accounts: new Map(), grants: new Map(), deny: [], tests: [] };

/**
 * The files that a map includes, in its order. Those that cannot be had are reported.
 * @param map the including file, where what is wrong with an inclusion is reported
 */
export function readIncludes(
  map: Source,
  paths: readonly (string | undefined)[],
  readInclude: ReadInclude | undefined,
): readonly MapFile[] {
  const { findings } = map;
  if (paths.length > 0 && readInclude === undefined) {
    const rule = "cannot be followed: the files beside a map are at hand only where it is read from a folder";
    findings.report(["include"], rule, "write one file, or publish the map from its folder");
    return [];
  }
  if (paths.length > mostIncludes) {
    findings.report(["include"], `has ${paths.length} files, over the limit of ${mostIncludes}`, "join some");
    return [];
  }
  return paths.flatMap((path, index) => {
    if (path === undefined || readInclude === undefined) return [];
    return (
      findings.attempt(["include", index], () => {
        checkPath(path, paths.slice(0, index));
        return readFile(path, map, readInclude);
      }) ?? []
    );
  });
}

/** One spelling for each file, and none that leads out of the map's folder, on any operating system. */
function checkPath(path: string, earlier: readonly (string | undefined)[]): void {
  const shown = quoteValue(path);
  const isInside = path.split("/").every((step) => /^[^\\:\p{Cc}]+$/u.test(step) && step !== "." && step !== "..");
  if (!isInside) {
    throw new Flaw(
      `${shown} is not a path inside the map's folder`,
      "write such as grants/etl.yaml: relative, without . and ..",
    );
  }
  if (earlier.includes(path)) throw new Flaw(`${shown} is included twice`, "keep one of them");
}

function readFile(path: string, map: Source, readInclude: ReadInclude): MapFile {
  const source = attemptRead(path, map.name, readInclude);
  const hasValue = source.value !== undefined && source.value !== null;
  return { source, shaped: hasValue ? checkIncludedShape(source.value, source.findings) : nothing };
}

function attemptRead(path: string, from: string, readInclude: ReadInclude): Source {
  try {
    const { text, name } = readInclude(path, from);
    return readSource(text, name);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      throw new Flaw(`${quoteValue(path)} is not UTF-8`, "save it as UTF-8");
    }
    const isMissing = code === "ENOENT";
    const rule = `${quoteValue(path)} ${isMissing ? "does not exist" : "cannot be read"}`;
    throw new Flaw(rule, "correct the path: it starts at the folder of the map");
  }
}
