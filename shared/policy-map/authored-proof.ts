import { z } from "zod";
import { proofMethods } from "../model/proof.ts";
import { wordUnion } from "./word-union.ts";

const method = z.enum(proofMethods);

/** Of a caller in a test: what it has proved. */
export const proofs = z.union([method, z.array(method).min(1)], {
  error: wordUnion("must be dpop, mtls or a list of both"),
});

/** Of a grant. */
export const authoredProof = z.literal([true, ...proofMethods, false]).meta({
  description: "Whether the token must be bound to a key that its sender proves to have; true: by DPoP or mTLS",
  default: false,
});
export type AuthoredProof = z.infer<typeof authoredProof>;

/** Of an issuer. */
export const authoredIssuerProof = z
  .union(
    [
      z.boolean(),
      z.strictObject({
        methods: z
          .array(method)
          .min(1)
          .optional()
          .meta({ description: "How the key may be proved; one suffices", default: [...proofMethods] }),
        nonce: z
          .boolean()
          .optional()
          .meta({ description: "Whether a DPoP proof must carry a nonce of this service", default: false }),
      }),
    ],
    { error: wordUnion("must be true, false or a mapping; write senderConstrained: { methods: [dpop], nonce: true }") },
  )
  .meta({
    description: "Whether every token must be bound to a key that its sender proves to have; true: by DPoP or mTLS",
    default: false,
  });
export type AuthoredIssuerProof = z.infer<typeof authoredIssuerProof>;
