import type { PolicyDocument } from "../model/policy-document.ts";
import { checkShape, type ShapedHead, type ShapedMap } from "./check-shape.ts";
import type { ExternalIdRotation } from "./external-id-rotation.ts";
import { Findings, type MapPath } from "./findings.ts";
import { locateFindings } from "./locate-findings.ts";
import type { MapTest } from "./map-test.ts";
import { type MergedMap, mergeFiles } from "./merge-files.ts";
import { normaliseMap } from "./normalise-map.ts";
import { normaliseRotations } from "./normalise-rotations.ts";
import { normaliseTests } from "./normalise-tests.ts";
import { PolicyMapError } from "./policy-map-error.ts";
import { type ReadInclude, readIncludes } from "./read-includes.ts";
import { readSource } from "./read-source.ts";

/** A place in one of a map's files. */
interface PolicyMapPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** A lint that an author accepts, with the reason. */
export interface LintAcceptance {
  /** The entry that it is accepted in, such as `["grants", "nightly"]`; empty for the whole map. */
  readonly path: MapPath;
  readonly lint: string;
  readonly reason: string;
}

/** All that a policy map says. */
export interface ReadPolicyMap {
  readonly document: PolicyDocument;
  readonly tests: readonly MapTest[];
  /** Accounts whose trust policies accept another external ID beside the one that the document has. Not for logs. */
  readonly rotations: readonly ExternalIdRotation[];
  readonly acceptances: readonly LintAcceptance[];
  /** Where a path of the map is written; for one that is not there, the nearest that is. */
  readonly locate: (path: MapPath) => PolicyMapPlace;
}

/**
 * Turns what an admin wrote (YAML 1.2 or JSON) into a document that the service can decide with, and what else it says.
 * The same text always gives the same.
 * @param fileName for messages, and for `readInclude`
 * @param options.readInclude without it, a map that includes files is an error
 * @throws PolicyMapError with all that is wrong, each with file, line, column, path, rule and repair
 */
export function readPolicyMap(
  text: string,
  fileName: string,
  options: { readonly readInclude?: ReadInclude } = {},
): ReadPolicyMap {
  const source = readSource(text, fileName);
  const hasValue = source.value !== undefined && source.value !== null;
  if (!hasValue) throw new PolicyMapError(locateFindings([source]));
  const shaped = checkShape(source.value, source.findings);
  const included = readIncludes(source, shaped.include, options.readInclude);
  const merged = mergeFiles({ source, shaped }, included);
  const findings = new Findings();
  // Where a file is not to be had, whatever refers to it would seem to refer to nothing.
  const isWhole = included.length === shaped.include.length && included.every((file) => file.source.value != null);
  const whole = isWhole ? normaliseWhole(merged, shaped, findings) : undefined;
  const sources = [source, ...included.map((file) => file.source)];
  const problems = locateFindings(sources, { findings: findings.all, originOf: merged.originOf });
  if (whole === undefined || problems.length > 0) throw new PolicyMapError(problems);
  return { ...whole, acceptances: collectAcceptances(merged.shaped, shaped), locate: locator(merged) };
}

function normaliseWhole({ shaped }: MergedMap, { defaults }: ShapedHead, findings: Findings) {
  const document = normaliseMap(shaped, defaults, findings);
  const rotations = normaliseRotations(shaped.accounts, findings);
  return { document, rotations, tests: normaliseTests(shaped.tests, shaped, findings) };
}

function locator({ originOf }: MergedMap): ReadPolicyMap["locate"] {
  return (path) => {
    const origin = originOf(path);
    const { offset } = origin.source.find(origin.path, "value");
    return { file: origin.source.name, ...origin.source.positionOf(offset) };
  };
}

function collectAcceptances(shaped: ShapedMap, head: ShapedHead): readonly LintAcceptance[] {
  const accepted = (path: MapPath, authored: Readonly<Record<string, string>> = {}): LintAcceptance[] =>
    Object.entries(authored).map(([lint, reason]) => ({ path, lint, reason }));
  const sections = (["issuers", "accounts", "grants"] as const).flatMap((section) =>
    [...shaped[section]].flatMap(([name, entry]) => accepted([section, name], entry?.accept)),
  );
  return [...accepted([], head.accept), ...sections];
}
