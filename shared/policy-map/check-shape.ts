import { z } from "zod";
import { type AuthoredAccount, authoredAccount } from "./authored-account.ts";
import { type AuthoredGrant, authoredGrant } from "./authored-grant.ts";
import { type AuthoredIssuer, authoredIssuer } from "./authored-issuer.ts";
import type { Findings, MapPath } from "./findings.ts";
import { type AuthoredDenial, authoredDenial, policyMapSchema } from "./schema.ts";
import { reportIssues, wordIssue } from "./word-issue.ts";

/** The entries of a map by name. Undefined: there is such an entry, and what is wrong with it has been reported. */
export interface ShapedMap {
  readonly issuers: ReadonlyMap<string, AuthoredIssuer | undefined>;
  readonly accounts: ReadonlyMap<string, AuthoredAccount | undefined>;
  readonly grants: ReadonlyMap<string, AuthoredGrant | undefined>;
  readonly deny: readonly (AuthoredDenial | undefined)[];
}

// Entries are parsed one by one, so that those that are sound go on to the next checks beside those that are not.
const envelope = policyMapSchema.extend({
  issuers: z.record(z.string(), z.unknown()).optional(),
  accounts: z.record(z.string(), z.unknown()).optional(),
  grants: z.record(z.string(), z.unknown()).optional(),
  deny: z.array(z.unknown()).optional(),
});

/** Checks `value` against the schema, entry by entry. */
export function checkShape(value: unknown, findings: Findings): ShapedMap {
  const top = check(envelope, value, [], findings);
  // Where the envelope is torn (a wrong version, an unknown key), the sections that are whole are still worth a look.
  const section = (name: string): unknown =>
    typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  const record = (name: "issuers" | "accounts" | "grants"): Readonly<Record<string, unknown>> =>
    top?.[name] ?? z.record(z.string(), z.unknown()).safeParse(section(name)).data ?? {};
  const entries = <T>(name: "issuers" | "accounts" | "grants", schema: z.ZodType<T>): Map<string, T | undefined> =>
    new Map(Object.entries(record(name)).map(([key, entry]) => [key, check(schema, entry, [name, key], findings)]));
  const denials = top?.deny ?? z.array(z.unknown()).safeParse(section("deny")).data ?? [];
  return {
    issuers: entries("issuers", authoredIssuer),
    accounts: entries("accounts", authoredAccount),
    grants: entries("grants", authoredGrant),
    deny: denials.map((entry, index) => check(authoredDenial, entry, ["deny", index], findings)),
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown, path: MapPath, findings: Findings): T | undefined {
  const parsed = schema.safeParse(value, { error: wordIssue });
  if (!parsed.success) reportIssues(parsed.error.issues, path, findings);
  return parsed.data;
}
