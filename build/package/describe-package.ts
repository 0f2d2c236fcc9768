import { readFile } from "node:fs/promises";
import { callerPolicies } from "../../cli/trust/caller-policies.ts";
import { externalIdReferences } from "../../cli/trust/store-arns.ts";
import { documentDigest } from "../../shared/policy-map/document-digest.ts";
import { listArtifacts } from "./list-artifacts.ts";
import type { MadePackage } from "./make-package.ts";
import { noteQuota } from "./note-quota.ts";

/** Says what was made: each file with its digest, and what map it is for. */
export async function describePackage({ map, mapFile, env, notes }: MadePackage): Promise<string> {
  const service = "service";
  const first = callerPolicies(map.document, service)
    .get(service)
    ?.Statement.flatMap(({ Resource: roles }) => roles);
  const kept = externalIdReferences(map.document, map.rotations).map((reference) =>
    "ssm" in reference ? `ssm:${reference.ssm}` : `secret:${reference.secret}`,
  );
  const artifacts = await listArtifacts(".serverless");
  return [
    "",
    ...artifacts.map(({ sha256, bytes, path }) => `${sha256} ${String(bytes).padStart(8)} ${path}`),
    "",
    `Policy map  ${mapFile.path}, version ${documentDigest(map.document)}`,
    `            which the functions read from ${env["POLICY_MAP"] || "the stack's own bucket"}`,
    ...list("May assume", first ?? []),
    ...list("May read", kept),
    ...noteQuota(await readFile(".serverless/cloudformation-template-update-stack.json", "utf8")),
    ...(notes.length > 0 ? ["", ...notes] : []),
    ...(mapFile.isDemo
      ? ["", "These are the rights that the demo's map needs: name your own with POLICY_MAP_FILE."]
      : []),
  ].join("\n");
}

/** Enough to look through; the template has them all. */
const listed = 20;

function list(what: string, names: readonly string[]): readonly string[] {
  const unique = [...new Set(names)].sort();
  const more = unique.length - listed;
  const shown = more > 0 ? [...unique.slice(0, listed), `and ${more} more`] : unique;
  return shown.map((name, index) => `${(index === 0 ? what : "").padEnd(12)}${name}`);
}
