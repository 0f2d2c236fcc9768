import { z } from "zod";
import { signatureAlgorithms } from "../model/issuer.ts";
import { mostClockToleranceSeconds } from "../model/most-clock-tolerance-seconds.ts";
import { acceptances } from "./authored-acceptances.ts";
import { duration, oneOrMore } from "./authored-conditions.ts";
import { authoredIssuerProof } from "./authored-proof.ts";
import { quoteValue } from "./quote-value.ts";

const text = z.string().min(1);

const keys = z
  .strictObject({
    discovery: z
      .literal(true, { error: "can only be true; write discovery: true, or name jwksUri or jwks instead" })
      .optional()
      .describe("OpenID Connect discovery at the issuer"),
    jwksUri: text.optional().describe("Address of the JWK set"),
    jwks: z
      .strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1).describe("Public keys (RFC 7517)") })
      .optional()
      .describe("The JWK set itself, for an issuer that nobody can reach"),
  })
  .describe("Where the public keys come from: exactly one");

const algorithm = z.enum(signatureAlgorithms, {
  error: (issue) =>
    typeof issue.input === "string" && /^(?:hs\d+|none)$/i.test(issue.input)
      ? `${quoteValue(issue.input)} can never be allowed: only the issuer may be able to sign; use one of ${signatureAlgorithms.join(", ")}`
      : undefined,
});

export const authoredIssuer = z.strictObject({
  issuer: text.describe("The `iss` claim, compared exactly: a trailing slash makes another issuer"),
  audience: oneOrMore.describe("At least one of these must be in the `aud` claim"),
  keys,
  algorithms: z.array(algorithm).min(1).describe("Signature algorithms to accept; never inferred from the token"),
  tokenType: text.optional().describe("What the header's `typ` must be, such as at+jwt"),
  maxTokenAge: duration.optional().describe("Longest now - iat"),
  maxTokenLifetime: duration.optional().meta({ description: "Longest exp - iat", default: "24h" }),
  clockTolerance: duration
    .optional()
    .meta({ description: `Leeway between two clocks: at most ${mostClockToleranceSeconds}s`, default: "30s" }),
  requiredClaims: z.array(text).optional().describe("Top-level claims that every token must have"),
  senderConstrained: authoredIssuerProof.optional(),
  accept: acceptances.optional(),
});
export type AuthoredIssuer = z.infer<typeof authoredIssuer>;
