import { z } from "zod";
import { formats } from "../model/format.ts";
import { acceptances } from "./authored-acceptances.ts";
import { conditions, duration, template } from "./authored-conditions.ts";
import { wordUnion } from "./word-union.ts";

const text = z.string().min(1);

const accounts = z.union([z.array(text).min(1), z.record(z.string(), z.string())], {
  error: wordUnion(
    "must be a list of account names or a mapping of labels; write [reporting, archive] or { env: prod }",
  ),
});

/** What `defaults` can say for all grants. */
const assumeDefaults = z.strictObject({
  duration: duration
    .optional()
    .meta({ description: "Longest session, and the usual one: 15m to 12h; 1h at most with via", default: "1h" }),
  capAt: z
    .enum(["token"])
    .optional()
    .describe("token: no session outlives the token; in steps of 5 minutes, and none where under 15 are left"),
  sessionName: template
    .optional()
    .meta({ description: "What CloudTrail shows as the session's name", default: "{claims.sub}" }),
  sourceIdentity: template.optional().describe("Without parameters; stays through every later role"),
  tags: z
    .record(z.string(), z.string().meta({ title: "template" }))
    .optional()
    .describe("Session tags, without parameters"),
  transitiveTags: z.array(text).optional().describe("Keys of tags that later sessions of a chain inherit"),
  policyArns: z.array(text).optional().describe("Managed policies that narrow the session: at most 10"),
});

const assume = z.strictObject({
  role: text.describe("ARN of the role, or its name (with path) where account or accounts say where"),
  account: text.optional().describe("Name of the account of this map that the role is in"),
  accounts: accounts.optional().describe("Several accounts: their names, or the labels that they must all have"),
  via: z.array(text).optional().describe("ARNs of roles to go through, in order; sessions are then one hour at most"),
  ...assumeDefaults.shape,
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

/** What else `defaults` can say too. */
const answer = {
  format: z.enum(formats).optional().meta({
    description: "Response shape where the request names none",
    default: "container",
  }),
  accountId: z.boolean().optional().meta({
    description: "Adds AccountId to the container shape, which old .NET SDKs refuse",
    default: false,
  }),
  allowShort: z.boolean().optional().meta({
    description: "Allows a duration under 30 minutes, which SDKs refresh all the time",
    default: false,
  }),
  oneTime: z.boolean().optional().meta({
    description: "Takes a token once: used again, it is refused. Needs jti and a table that remembers (replay.md)",
    default: false,
  }),
};

export const authoredDefaults = z.strictObject({
  assume: assumeDefaults
    .optional()
    .describe("What a grant gets that does not say it itself; tags are added one by one, by key"),
  ...answer,
});
export type AuthoredDefaults = z.infer<typeof authoredDefaults>;

export const authoredGrant = z.strictObject({
  description: text.optional().describe("For those who ask what they may ask for"),
  mode: z
    .enum(["live", "shadow"])
    .optional()
    .meta({ description: "shadow: decided and audited, never vended", default: "live" }),
  default: z
    .boolean()
    .optional()
    .meta({ description: "Chosen where a caller names no grant and several match", default: false }),
  when: conditions.describe("Who may have it: an issuer, at least one claim, and more if you like"),
  assume: assume.describe("What they get"),
  ...answer,
  parameters: z.record(z.string(), parameter).optional().describe("Values that a caller may choose, by name"),
  accept: acceptances.optional(),
});
export type AuthoredGrant = z.infer<typeof authoredGrant>;
