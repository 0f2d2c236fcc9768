import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import type { PolicyDocument } from "../../shared/model/policy-document.ts";
import { type LineRange, locateEntries } from "./locate-entries.ts";
import { parseBlame } from "./parse-blame.ts";
import type { Change } from "./report.ts";

const run = promisify(execFile);

/** A long history can take minutes, and a report without names is better than none. */
const blameTimeoutMs = 15_000;

/** A map of 10,000 grants is some 300,000 lines, each with up to about 300 bytes of the porcelain format. */
const blameMaxBytes = 256 * 1024 * 1024;

/** A map, and where it is written. */
export interface PlacedMap {
  readonly document: PolicyDocument;
  readonly locate: (path: readonly (string | number)[]) => { readonly file: string; readonly line: number };
}

/**
 * Who last changed each entry of a map (`grants.NAME`, `issuers.NAME`, `deny.INDEX`), and the map as a whole (empty name):
 * one `git blame` for each of its files. Empty where there is no git, no repository, no history, or where that takes too
 * long. Never throws.
 */
export async function readChanges({ document, locate }: PlacedMap): Promise<ReadonlyMap<string, Change>> {
  const changes = new Map<string, Change>();
  const entries = [
    ...document.issuers.map(({ name }) => ["issuers", name] as const),
    ...document.grants.map(({ name }) => ["grants", name] as const),
    ...document.deny.map((_, index) => ["deny", index] as const),
  ];
  const byFile = Map.groupBy(
    [...entries.map((path) => ({ key: path.join("."), ...locate(path) })), { key: "", ...locate([]) }],
    ({ file }) => file,
  );
  for (const [file, places] of byFile) {
    const lines = await blame(file);
    if (lines.length === 0) continue;
    const ranges = locateEntries(await readFile(file, "utf8").catch(() => ""));
    for (const { key, line } of places) keep(changes, key, newest(linesOf(key, line, ranges, lines)));
    keep(changes, "", newest(lines));
  }
  return changes;
}

/** A denial has no name, and in an included file another index than in the map: its first line finds it. */
function linesOf(
  key: string,
  line: number,
  ranges: ReadonlyMap<string, LineRange>,
  lines: readonly Change[],
): readonly Change[] {
  const isDenial = key.startsWith("deny.");
  const range = isDenial
    ? [...ranges].find(([name, { first, last }]) => name.startsWith("deny.") && first <= line && line <= last)?.[1]
    : ranges.get(key);
  return range === undefined ? [] : lines.slice(range.first - 1, range.last);
}

async function blame(file: string): Promise<readonly Change[]> {
  try {
    const { stdout } = await run("git", ["blame", "--porcelain", "--", basename(file)], {
      cwd: dirname(file),
      timeout: blameTimeoutMs,
      maxBuffer: blameMaxBytes,
    });
    return parseBlame(stdout);
  } catch {
    return [];
  }
}

function keep(changes: Map<string, Change>, key: string, change: Change | undefined): void {
  const later = newest([changes.get(key), change]);
  if (later !== undefined) changes.set(key, later);
}

/** What is not committed is newer than all that is. */
function newest(changes: readonly (Change | undefined)[]): Change | undefined {
  let found: Change | undefined;
  for (const change of changes) {
    if (change === undefined) continue;
    if (change.commit === undefined) return change;
    if (found === undefined || change.atMs > found.atMs) found = change;
  }
  return found;
}
