import { z } from "zod";
import { duration } from "./authored-conditions.ts";
import { proofs } from "./authored-proof.ts";

const text = z.string().min(1);

/** What a decision can refuse with; the other codes come before or after it. */
const refusals = [
  "NotGranted",
  "ConditionNotMet",
  "ProofRequired",
  "Revoked",
  "GrantRequired",
  "InvalidParameter",
  "DurationOutOfRange",
] as const;

export const authoredTest = z.strictObject({
  name: text.describe("Says what is tried; no two tests have the same"),
  caller: z
    .strictObject({
      issuer: text.describe("Name of an issuer of the map"),
      claims: z.record(z.string(), z.json()).describe("The token's payload: sub at least; iss is filled in"),
      boundBy: proofs
        .optional()
        .describe("What the token is bound to, with the proof of it: dpop, mtls or both; nothing where it is left out"),
    })
    .describe("Who asks"),
  grant: text.optional().describe("The grant that is asked for; none where it is left out"),
  account: text.optional().describe("The account that is asked for, of a grant that covers several"),
  parameters: z.record(z.string(), z.string()).optional().describe("Parameters that are sent, by name"),
  duration: duration.optional().describe("The duration that is asked for"),
  from: text.optional().describe("The address that the request comes from"),
  vpce: text.optional().describe("The VPC endpoint that the request comes through"),
  at: text
    .optional()
    .describe(
      'When: RFC 3339, such as "2026-10-07T07:00:00+02:00"; 2026-01-05T12:00:00Z, a Monday, where it is left out',
    ),
  expect: z
    .strictObject({
      grant: text.optional().describe("The grant that decides"),
      role: text.optional().describe("ARN of the role that the caller gets"),
      refused: z.enum(refusals).optional().describe("The code that the caller gets instead"),
    })
    .describe("What must come of it: grant, role or both; or refused"),
});
export type AuthoredTest = z.infer<typeof authoredTest>;
