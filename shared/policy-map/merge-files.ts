import type { ShapedMap } from "./check-shape.ts";
import type { MapPath } from "./findings.ts";
import type { MapFile } from "./read-includes.ts";
import type { Source } from "./read-source.ts";

/** Where a part of the map is written. */
export interface Origin {
  readonly source: Source;
  /** In that file. */
  readonly path: MapPath;
}

/** Several files as one map. */
export interface MergedMap {
  readonly shaped: ShapedMap;
  /** The place of a path of the merged map. What a grant has from `defaults` is written there. */
  readonly originOf: (path: MapPath) => Origin;
}

type Section = "issuers" | "accounts" | "grants";
type List = "deny" | "tests";

/** Puts files together, in their order. A name that is there already is reported in the later file, with both places. */
export function mergeFiles(map: MapFile, included: readonly MapFile[]): MergedMap {
  const files = [map, ...included];
  const owners = { issuers: new Map(), accounts: new Map(), grants: new Map() } as Record<Section, Map<string, Source>>;
  const entries = <S extends Section>(section: S): ShapedMap[S] => mergeEntries(section, files, owners[section]);
  const shaped: ShapedMap = {
    issuers: entries("issuers"),
    accounts: entries("accounts"),
    grants: entries("grants"),
    deny: files.flatMap((file) => file.shaped.deny),
    tests: files.flatMap((file) => file.shaped.tests),
  };
  const originOf = (path: MapPath): Origin => {
    const [section, key, ...rest] = path;
    const here = { source: map.source, path };
    if (section === "deny" || section === "tests") return itemOrigin(files, section, Number(key), rest) ?? here;
    if (section !== "issuers" && section !== "accounts" && section !== "grants") return here;
    const source = owners[section].get(String(key)) ?? map.source;
    return (section === "grants" ? defaultOrigin(map.source, source, path) : undefined) ?? { source, path };
  };
  return { shaped, originOf };
}

function mergeEntries<S extends Section>(
  section: S,
  files: readonly MapFile[],
  owners: Map<string, Source>,
): ShapedMap[S] {
  const merged = new Map<string, unknown>();
  for (const { source, shaped } of files) {
    for (const [name, entry] of shaped[section]) {
      const owner = owners.get(name);
      if (owner === undefined) {
        owners.set(name, source);
        merged.set(name, entry);
      } else {
        const { line, column } = owner.positionOf(owner.find([section, name], "key").offset);
        const rule = `is the name of another entry already, at ${owner.name}:${line}:${column}`;
        source.findings.report([section, name], rule, "rename one of them", "key");
      }
    }
  }
  return merged as ShapedMap[S];
}

/** Lists are joined: an item's number in the map is its number in its file, after those of the files before. */
function itemOrigin(files: readonly MapFile[], section: List, index: number, rest: MapPath): Origin | undefined {
  let before = 0;
  for (const { source, shaped } of files) {
    if (index < before + shaped[section].length) return { source, path: [section, index - before, ...rest] };
    before += shaped[section].length;
  }
  return undefined;
}

/** `defaults` are built like a grant: where they have more of the path than the grant itself, the value is theirs. */
function defaultOrigin(map: Source, owner: Source, path: MapPath): Origin | undefined {
  const written = path.slice(2);
  const byDefault = ["defaults", ...written];
  const ownDepth = owner.find(path, "value").depth - 2;
  const isTheirs = map.find(byDefault, "value").depth - 1 > Math.max(ownDepth, 0);
  return isTheirs ? { source: map, path: byDefault } : undefined;
}
