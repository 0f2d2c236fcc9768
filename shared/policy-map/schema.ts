import { z } from "zod";
import { authoredAccount } from "./authored-account.ts";
import { claims, oneOrMore } from "./authored-conditions.ts";
import { authoredGrant } from "./authored-grant.ts";
import { authoredIssuer } from "./authored-issuer.ts";

export const authoredDenial = z.strictObject({
  issuer: oneOrMore.describe("Names of issuers of this map"),
  claims,
  reason: z.string().min(1).describe("For the audit record"),
});
export type AuthoredDenial = z.infer<typeof authoredDenial>;

/** The whole of what an author may write. What a shape cannot say is checked when the map is normalised. */
export const policyMapSchema = z.strictObject({
  $schema: z.string().optional().describe("For editors; not read"),
  version: z.literal(1).describe("Version of this format"),
  issuers: z.record(z.string(), authoredIssuer).optional().describe("Whose tokens are trusted, by name"),
  accounts: z.record(z.string(), authoredAccount).optional().describe("AWS accounts, by name"),
  grants: z.record(z.string(), authoredGrant).optional().describe("Who may become what, by name"),
  deny: z.array(authoredDenial).optional().describe("Exclusions that win over every grant"),
});

/** A policy map as an author writes it. */
export type AuthoredPolicyMap = z.infer<typeof policyMapSchema>;

/** The JSON Schema (draft 7, which editors read best) of a policy map. */
export function policyMapJsonSchema(): object {
  return z.toJSONSchema(policyMapSchema, { target: "draft-7", io: "input" });
}
