import { z } from "zod";
import { formats } from "../model/format.ts";
import { conditions, duration, wordUnion } from "./authored-conditions.ts";

const text = z.string().min(1);

const accounts = z.union([z.array(text).min(1), z.record(z.string(), z.string())], {
  error: wordUnion(
    "must be a list of account names or a mapping of labels; write [reporting, archive] or { env: prod }",
  ),
});

const assume = z.strictObject({
  role: text.describe("ARN of the role, or its name (with path) where account or accounts say where"),
  account: text.optional().describe("Name of the account of this map that the role is in"),
  accounts: accounts.optional().describe("Several accounts: their names, or the labels that they must all have"),
  via: z.array(text).optional().describe("ARNs of roles to go through, in order; sessions are then one hour at most"),
  duration: duration.optional().describe("Longest session, and the usual one: 15m to 12h; 1h where it is left out"),
  sessionName: text.optional().describe("Template; {claims.sub} where it is left out"),
  sourceIdentity: text.optional().describe("Template; none where it is left out"),
  tags: z.record(z.string(), z.string()).optional().describe("Session tags: key to template"),
  transitiveTags: z.array(text).optional().describe("Keys of tags that later sessions of a chain inherit"),
  policyArns: z.array(text).optional().describe("Managed policies that narrow the session: at most 10"),
  policy: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Session policy: can only narrow the role. Templates in Resource and in the values of Condition"),
});
export type AuthoredAssume = z.infer<typeof assume>;

const parameter = z.strictObject({
  pattern: text.describe("Regular expression (RE2 syntax) that the whole value must match"),
  description: text.optional().describe("For those who ask what they may ask for"),
});

export const authoredGrant = z.strictObject({
  description: text.optional().describe("For those who ask what they may ask for"),
  mode: z.enum(["live", "shadow"]).optional().describe("shadow: decided and audited, never vended"),
  default: z.boolean().optional().describe("Chosen where a caller names no grant and several match"),
  when: conditions.describe("Who may have it: an issuer, at least one claim, and more if you like"),
  assume: assume.describe("What they get"),
  format: z.enum(formats).optional().describe("Response shape where the request names none"),
  accountId: z.boolean().optional().describe("Adds AccountId to the container shape, which old .NET SDKs refuse"),
  allowShort: z.boolean().optional().describe("Allows a duration under 30 minutes, which SDKs refresh all the time"),
  parameters: z.record(z.string(), parameter).optional().describe("Values that a caller may choose"),
});
export type AuthoredGrant = z.infer<typeof authoredGrant>;
