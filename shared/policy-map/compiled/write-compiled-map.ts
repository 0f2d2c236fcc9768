import { createHash } from "node:crypto";
import { indexRules } from "../../authorize/index-rules.ts";
import { rolePartitions } from "../../authorize/role-partitions.ts";
import type { RuleIndex } from "../../authorize/rule-index.ts";
import type { PolicyDocument } from "../../model/policy-document.ts";
import { documentDigest } from "../document-digest.ts";
import { bucketOf } from "./bucket-of.ts";
import { type CompiledHead, type CompiledIssuerIndex, compiledFormat } from "./compiled-format.ts";
import { memberNames, withoutKeyMembers } from "./known-members.ts";
import { needsPatternEngine } from "./needs-pattern-engine.ts";
import { packValues } from "./pack-values.ts";
import { splitGrants } from "./split-grants.ts";
import { tableKeys } from "./table-keys.ts";

/** Keys of a bucket, on average: few enough to parse in a microsecond, enough to keep the directory short. */
const keysPerBucket = 4;

/**
 * A validated document as the text that `loadCompiledMap` takes: JSON, indexed, with digests. The same document always
 * gives the same text.
 * @param options.testsPassed how many examples the map has, all of which passed; a compiled map does not carry them
 */
export function writeCompiledMap(
  document: PolicyDocument,
  { testsPassed = 0 }: { readonly testsPassed?: number } = {},
): string {
  const { grants, deny } = document;
  const indexes = { grants: indexRules(grants.map(({ when }) => when)), denials: indexRules(deny) };
  const { shapes, shared, texts } = packValues([...splitGrants(grants), ...deny]);
  const buckets = writeTable(document, indexes);
  const parts = [...shared, ...texts, ...buckets].map(toAscii);
  const { directory, placeDigits } = writeDirectory(parts);
  const head: CompiledHead = {
    digest: documentDigest(document),
    testsPassed,
    issuers: document.issuers,
    rolePartitions: rolePartitions(grants),
    members: memberNames([...document.issuers.map(withoutKeyMembers), ...grants, ...deny]),
    ...(needsPatternEngine([grants, deny]) && { needsPatternEngine: true }),
    counts: { shared: shared.length, grants: grants.length, denials: deny.length, buckets: buckets.length },
    placeDigits,
    shapes,
    index: { grants: withoutPositions(indexes.grants), denials: withoutPositions(indexes.denials) },
  };
  const body = [
    `"head":${toAscii(JSON.stringify(head))},`,
    `"directory":"${directory}",`,
    `"parts":[`,
    parts.join(",\n"),
    "]}\n",
  ].join("\n");
  return `{"compiledPolicyMap":${compiledFormat},"sha256":"${createHash("sha256").update(body).digest("hex")}",\n${body}`;
}

/** Positions by grant name and by answer, as one JSON object a bucket. */
function writeTable(document: PolicyDocument, indexes: Readonly<Record<"grants" | "denials", RuleIndex>>): string[] {
  const entries: (readonly [key: string, positions: readonly number[]])[] = [
    ...document.grants.map(({ name }, position) => [tableKeys.grantName(name), [position]] as const),
    ...answersOf("grants", indexes.grants),
    ...answersOf("denials", indexes.denials),
  ];
  const buckets: string[][] = Array.from({ length: Math.ceil(entries.length / keysPerBucket) }, () => []);
  for (const [key, positions] of entries) {
    buckets[bucketOf(key, buckets.length)]?.push(`${JSON.stringify(key)}:[${positions}]`);
  }
  return buckets.map((members) => `{${members}}`);
}

function answersOf(rules: "grants" | "denials", index: RuleIndex): (readonly [string, readonly number[]])[] {
  return index.flatMap(([, { probes }], issuer) =>
    probes.flatMap(({ filed }, probe) =>
      filed.map(([key, positions]) => [tableKeys.answer(rules, issuer, probe, key), positions] as const),
    ),
  );
}

function withoutPositions(index: RuleIndex): readonly CompiledIssuerIndex[] {
  return index.map(([issuerName, { unfiled, probes }]) => ({
    issuerName,
    unfiled,
    probes: probes.map(({ probe }) => probe),
  }));
}

/** Fixed digits, so that a place is found without parsing the others. The last one is where another part would begin. */
function writeDirectory(parts: readonly string[]): { readonly directory: string; readonly placeDigits: number } {
  const separator = ",\n".length;
  let place = 0;
  const places = [0, ...parts.map((part) => (place += part.length + separator))];
  const placeDigits = String(place).length;
  return { directory: places.map((each) => String(each).padStart(placeDigits, "0")).join(""), placeDigits };
}

/** Only strings have other characters, and strings may spell them so. A text of one-byte characters is also the fastest to read. */
function toAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
