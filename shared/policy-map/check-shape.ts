import { z } from "zod";
import { type AuthoredAcceptances, acceptances } from "./authored-acceptances.ts";
import { type AuthoredAccount, authoredAccount } from "./authored-account.ts";
import { type AuthoredDefaults, type AuthoredGrant, authoredDefaults, authoredGrant } from "./authored-grant.ts";
import { type AuthoredIssuer, authoredIssuer } from "./authored-issuer.ts";
import { type AuthoredTest, authoredTest } from "./authored-test.ts";
import { checkAgainst } from "./check-against.ts";
import type { Findings } from "./findings.ts";
import { type AuthoredDenial, authoredDenial, includedMapSchema, policyMapSchema } from "./schema.ts";

/** The entries of a map by name. Undefined: there is such an entry, and what is wrong with it has been reported. */
export interface ShapedMap {
  readonly issuers: ReadonlyMap<string, AuthoredIssuer | undefined>;
  readonly accounts: ReadonlyMap<string, AuthoredAccount | undefined>;
  readonly grants: ReadonlyMap<string, AuthoredGrant | undefined>;
  readonly deny: readonly (AuthoredDenial | undefined)[];
  readonly tests: readonly (AuthoredTest | undefined)[];
}

/** What only the map itself says, and no file that it includes. */
export interface ShapedHead {
  readonly include: readonly (string | undefined)[];
  readonly defaults: AuthoredDefaults | undefined;
  readonly accept: AuthoredAcceptances;
}

// Entries are parsed one by one, so that those that are sound go on to the next checks beside those that are not.
const sections = {
  issuers: z.record(z.string(), z.unknown()).optional(),
  accounts: z.record(z.string(), z.unknown()).optional(),
  grants: z.record(z.string(), z.unknown()).optional(),
  deny: z.array(z.unknown()).optional(),
  tests: z.array(z.unknown()).optional(),
};
const includedEnvelope = includedMapSchema.extend(sections);
const envelope = policyMapSchema.extend({
  ...sections,
  include: z.array(z.unknown()).optional(),
  defaults: z.unknown().optional(),
  accept: z.unknown().optional(),
});

/** Checks a map against the schema, entry by entry. */
export function checkShape(value: unknown, findings: Findings): ShapedMap & ShapedHead {
  checkAgainst(envelope, value, [], findings);
  const { defaults, accept } = membersOf(value);
  return {
    ...shapeSections(value, findings),
    include: listOf(value, "include").map((entry, index) =>
      checkAgainst(z.string().min(1), entry, ["include", index], findings),
    ),
    defaults: defaults === undefined ? {} : checkAgainst(authoredDefaults, defaults, ["defaults"], findings),
    accept: (accept === undefined ? {} : checkAgainst(acceptances, accept, ["accept"], findings)) ?? {},
  };
}

/** The same for a file that a map includes. */
export function checkIncludedShape(value: unknown, findings: Findings): ShapedMap {
  checkAgainst(includedEnvelope, value, [], findings);
  return shapeSections(value, findings);
}

/** Where the envelope is torn (a wrong version, an unknown key), the sections that are whole are still worth a look. */
function shapeSections(value: unknown, findings: Findings): ShapedMap {
  const entries = <T>(name: "issuers" | "accounts" | "grants", schema: z.ZodType<T>): Map<string, T | undefined> =>
    new Map(
      Object.entries(recordOf(value, name)).map(([key, entry]) => [
        key,
        checkAgainst(schema, entry, [name, key], findings),
      ]),
    );
  const items = <T>(name: "deny" | "tests", schema: z.ZodType<T>): (T | undefined)[] =>
    listOf(value, name).map((entry, index) => checkAgainst(schema, entry, [name, index], findings));
  return {
    issuers: entries("issuers", authoredIssuer),
    accounts: entries("accounts", authoredAccount),
    grants: entries("grants", authoredGrant),
    deny: items("deny", authoredDenial),
    tests: items("tests", authoredTest),
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).safeParse(value).data ?? {};
}

function recordOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  return membersOf(membersOf(value)[name]);
}

function listOf(value: unknown, name: string): readonly unknown[] {
  return z.array(z.unknown()).safeParse(membersOf(value)[name]).data ?? [];
}
