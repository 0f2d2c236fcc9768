import type { Issuer } from "../../model/issuer.ts";
import type { PolicyDocument } from "../../model/policy-document.ts";
import type { ExternalIdRotation } from "../external-id-rotation.ts";
import type { LintId } from "./lint-table.ts";
import type { Pattern } from "./pattern.ts";

/** A map as the rules see it. */
export interface LintSubject {
  readonly document: PolicyDocument;
  readonly rotations: readonly ExternalIdRotation[];
  /** By name. */
  readonly issuers: ReadonlyMap<string, Issuer>;
  /** A regular expression taken apart, once however often it stands in the map; undefined where it is too unusual. */
  readonly patternOf: (source: string) => Pattern | undefined;
}

export type Report = (lint: LintId, path: readonly (string | number)[], message: string, repair: string) => void;

/** Looks at a whole map, in time that grows with its size and not with its square. */
export type LintRule = (subject: LintSubject, report: Report) => void;
