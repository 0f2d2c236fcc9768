import { z } from "zod";
import { weekdays } from "../model/policy-document.ts";
import { authoredProof } from "./authored-proof.ts";
import { wordUnion } from "./word-union.ts";

const scalar = z
  .union([z.string(), z.number(), z.boolean()], {
    error: wordUnion("must be text, a number or true/false; lists and mappings are not compared"),
  })
  .meta({ title: "value" });
const scalars = z.array(scalar).min(1);
const text = z.string().min(1);

/** One of a thing, or several. */
export const oneOrMore = z.union([text, z.array(text).min(1)], {
  error: wordUnion("must be text or a list of texts; write one, or a list in [ ]"),
});

/** `1h30m` or whole seconds. */
export const duration = z
  .union([z.string(), z.number()], {
    error: wordUnion("must be a duration; write one such as 1h, 30m, 45s or 1h30m, or a number of seconds"),
  })
  .meta({ title: "duration" });

/** Text with places to fill in. */
export const template = text.meta({ title: "template" });

const matcher = z
  .union(
    [
      z.string(),
      z.number(),
      z.boolean(),
      z.strictObject({
        oneOf: scalars.optional().describe('The claim is one of these values; types count: 1 is not "1"'),
        anyOf: scalars.optional().describe("The claim is a list that holds at least one of these"),
        allOf: scalars.optional().describe("The claim is a list that holds all of these"),
        noneOf: scalars
          .optional()
          .describe("The claim is a list that holds none of these; a missing claim does not match"),
        prefix: text.optional().describe("The claim is text that begins with this"),
        glob: text.optional().describe("The claim is text of this form: * within one segment, ** across segments"),
        matches: text.optional().describe("The whole claim matches this regular expression (RE2 syntax)"),
        exists: z
          .literal(true, { error: "can only be true; to ask that a claim is absent is not possible" })
          .optional()
          .describe("The claim is there, whatever it is"),
      }),
    ],
    { error: wordUnion("must be a value or a matcher; write env: prod, or env: { oneOf: [prod, test] }") },
  )
  .meta({ title: "matcher", description: "A plain value is equality; otherwise exactly one matcher" });
export type AuthoredMatcher = z.infer<typeof matcher>;

export const claims = z
  .record(z.string(), matcher)
  .describe(
    "Path of a claim to what it must be; all must hold. Dots nest; a backslash keeps a dot: kubernetes\\.io.namespace",
  );
export type AuthoredClaims = z.infer<typeof claims>;

const network = z
  .strictObject({
    cidr: oneOrMore.optional().describe("IPv4 or IPv6 ranges that the request's address may be in"),
    vpce: oneOrMore.optional().describe("VPC endpoints that the request may come through"),
  })
  .describe("Where the request comes from, as the gateway saw it; either list suffices");
export type AuthoredNetwork = z.infer<typeof network>;

const time = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .optional()
      .meta({ description: "Days of the week", default: [...weekdays] }),
    from: z.string().describe("HH:MM, inside"),
    to: z.string().describe("HH:MM, outside; before `from` it runs past midnight; 24:00 is the end of the day"),
    zone: text.describe("IANA time zone, such as Europe/Berlin"),
  })
  .describe("When the request comes");
export type AuthoredTime = z.infer<typeof time>;

const mfa = z
  .strictObject({
    amr: oneOrMore.optional().describe("Authentication methods (RFC 8176); one of these must have been used"),
    acr: oneOrMore.optional().describe("Authentication context classes; one of these"),
    maxAge: duration.optional().describe("Longest time since the person signed in (auth_time)"),
  })
  .describe("How, and how recently, the person behind the token signed in");
export type AuthoredMfa = z.infer<typeof mfa>;

export const conditions = z.strictObject({
  issuer: oneOrMore.describe("Names of issuers of this map"),
  claims,
  network: network.optional(),
  time: time.optional(),
  mfa: mfa.optional(),
  senderConstrained: authoredProof.optional(),
});
