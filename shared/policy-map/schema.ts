import { z } from "zod";
import { acceptances } from "./authored-acceptances.ts";
import { authoredAccount } from "./authored-account.ts";
import { claims, oneOrMore } from "./authored-conditions.ts";
import { authoredDefaults, authoredGrant } from "./authored-grant.ts";
import { authoredIssuer } from "./authored-issuer.ts";
import { authoredTest } from "./authored-test.ts";

export const authoredDenial = z.strictObject({
  issuer: oneOrMore.describe("Names of issuers of this map"),
  claims,
  reason: z.string().min(1).describe("For the audit record"),
});
export type AuthoredDenial = z.infer<typeof authoredDenial>;

const schemaLine = z.string().optional().describe("For editors; not read");
const version = z.literal(1).describe("Version of this format");

/** What a file may hold that a map includes. */
export const includedMapSchema = z.strictObject({
  $schema: schemaLine,
  version,
  issuers: z.record(z.string(), authoredIssuer).optional().describe("Whose tokens are trusted, by name"),
  accounts: z.record(z.string(), authoredAccount).optional().describe("AWS accounts, by name"),
  grants: z.record(z.string(), authoredGrant).optional().describe("Who may become what, by name"),
  deny: z.array(authoredDenial).optional().describe("Exclusions that win over every grant"),
  tests: z.array(authoredTest).optional().describe("Callers, and what they must get or be refused"),
});

/** The whole of what an author may write. What a shape cannot say is checked when the map is normalised. */
export const policyMapSchema = includedMapSchema.extend({
  include: z
    .array(z.string().min(1))
    .optional()
    .describe("Files with more issuers, accounts, grants, deny and tests: paths in this file's own folder"),
  defaults: authoredDefaults.optional().describe("What grants get that do not say it themselves"),
  accept: acceptances.optional(),
});

/** A policy map as an author writes it. */
export type AuthoredPolicyMap = z.infer<typeof policyMapSchema>;

/** A file of tests for a policy map. */
export const mapTestsSchema = z.strictObject({
  $schema: schemaLine,
  version,
  tests: z.array(authoredTest).describe("Callers, and what they must get or be refused"),
});

/** The JSON Schema (draft 7, which editors read best) of a policy map and of the files that it includes. */
export function policyMapJsonSchema(): object {
  return jsonSchema(policyMapSchema, "policy-map", "Policy map of the credential vending API");
}

/** The same of a file of tests. */
export function mapTestsJsonSchema(): object {
  return jsonSchema(mapTestsSchema, "policy-map-tests", "Tests for a policy map of the credential vending API");
}

function jsonSchema(schema: z.ZodType, name: string, title: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return { $schema, $id: `urn:credential-vending:schema:${name}:1`, title, ...rest };
}
