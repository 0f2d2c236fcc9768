/** How a caller shows its token. */
export const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A JWT of one of the issuers of the policy map",
  },
  bareToken: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "The same JWT without a scheme, as a projected service-account token file holds it",
  },
  dpop: {
    type: "http",
    scheme: "DPoP",
    description: "A JWT that is bound to a key (RFC 9449), with a proof in `DPoP`",
  },
  dpopProof: {
    type: "apiKey",
    in: "header",
    name: "DPoP",
    description: "A proof for this request, made anew for each",
  },
  mutualTls: {
    type: "mutualTLS",
    description: "The certificate that the JWT is bound to (RFC 8705), at a host name with a trust store",
  },
} as const;
