import type { Finding, MapPath } from "./findings.ts";
import type { Origin } from "./merge-files.ts";
import type { PolicyMapProblem } from "./policy-map-error.ts";
import type { Source } from "./read-source.ts";

/** A finding about one file, and the path in the whole map that it was found by. */
interface Placed {
  readonly finding: Finding;
  readonly source: Source;
  readonly mapPath: MapPath;
}

/**
 * Everything that was found, with its places: file by file, in the order of lines.
 * @param sources the files of a map in their order
 * @param whole what was found in the map as a whole, and where its paths are written
 */
export function locateFindings(
  sources: readonly Source[],
  whole?: { readonly findings: readonly Finding[]; readonly originOf: (path: MapPath) => Origin },
): readonly PolicyMapProblem[] {
  const ofFiles: readonly Placed[] = sources.flatMap((source) =>
    source.findings.all.map((finding) => ({ finding, source, mapPath: finding.path })),
  );
  const ofWhole = (whole?.findings ?? []).flatMap((finding) => {
    return whole === undefined ? [] : [place(finding, whole.originOf(finding.path))];
  });
  const placed = [...ofFiles, ...ofWhole];
  return sources.flatMap((source) => locateIn(source, placed));
}

function place(finding: Finding, { source, path }: Origin): Placed {
  return { finding: { ...finding, path }, source, mapPath: finding.path };
}

function locateIn(source: Source, all: readonly Placed[]): readonly PolicyMapProblem[] {
  const placed = all.filter((one) => one.source === source);
  // What is no plain data is of no shape either: the first says it all.
  const structural = new Set(placed.filter(isStructural).map(({ finding }) => printPath(finding.path)));
  const kept = placed.filter((one) => isStructural(one) || !structural.has(printPath(one.finding.path)));
  return [...groupShared(kept).values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function isStructural({ finding: { spot, path } }: Placed): boolean {
  return typeof spot === "object" && path.length > 0;
}

/** What many grants have from one place (an anchor, the defaults) is wrong there, and once. */
function groupShared(placed: readonly Placed[]): ReadonlyMap<string, PolicyMapProblem> {
  const groups = new Map<string, Placed[]>();
  for (const one of placed) {
    const { rule, repair } = one.finding;
    const key = JSON.stringify([offsetOf(one), rule, repair, one.mapPath[0], one.mapPath.slice(2)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return new Map([...groups].map(([key, group]) => [key, problemOf(group)]));
}

function problemOf(group: readonly Placed[]): PolicyMapProblem {
  const [first] = group as readonly [Placed, ...Placed[]];
  const { finding, source, mapPath } = first;
  const others = group.length - 1;
  const isDefault = finding.path[0] === "defaults" && mapPath[0] === "grants";
  const reach = isDefault
    ? ` (in ${mapPath[1]}${others === 0 ? "" : ` and ${others} more`})`
    : others === 0 || typeof finding.spot === "object"
      ? ""
      : ` (and in ${others} more that share it)`;
  return {
    file: source.name,
    ...source.positionOf(offsetOf(first)),
    path: printPath(finding.path),
    rule: `${finding.rule}${reach}`,
    repair: finding.repair,
  };
}

function offsetOf({ finding: { spot, path }, source }: Placed): number {
  return typeof spot === "object" ? spot.offset : source.find(path, spot).offset;
}

/** Such as `grants.nightly.assume.via[0]`. */
export function printPath(path: MapPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w$-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
