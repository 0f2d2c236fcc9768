import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import { policySchema } from "./policy-schema.ts";

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `1h`, `90m`, `5400s` or seconds. IAM takes 3,600 to 43,200 as a role's maximum. */
const durationRule = "must be seconds, or like 1h, 90m, 5400s";
const maxSessionDuration = z
  .union([z.int({ error: durationRule }), z.string().regex(/^\d{1,5}[smh]$/, { error: durationRule })], {
    error: durationRule,
  })
  .transform((value) =>
    typeof value === "number" ? value : Number(value.slice(0, -1)) * (unitSeconds[value.slice(-1)] ?? Number.NaN),
  )
  .refine((seconds) => seconds >= 3600 && seconds <= 43_200, { error: "must be 1h to 12h, as IAM has it" });

const path = z
  .string()
  .regex(/^\/(?:[\x21-\x7E]+\/)?$/, { error: "must begin and end with /" })
  .default("/");
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const tags = z
  .record(
    z.string().min(1).max(128).regex(tagText, { error: "is no tag key: 1 to 128 letters, digits, spaces or _.:/=+-@" }),
    z
      .string({ error: "must be a string; quote it" })
      .max(256)
      .regex(tagText, { error: "has characters that no tag may have" }),
  )
  .default({})
  .superRefine((value, context) => {
    const seen = new Set<string>();
    for (const key of Object.keys(value)) {
      if (seen.has(key.toLowerCase())) {
        context.addIssue({ code: "custom", path: [key], message: "is there twice; tag keys do not differ by case" });
      }
      seen.add(key.toLowerCase());
    }
  });

const identityPolicy = policySchema("identity");
const permissions = z.preprocess(
  (value) => (value === undefined || Array.isArray(value) ? value : [value]),
  z.array(identityPolicy, { error: "must be a policy or a list of policies" }).optional(),
);

/** What a role is, without its account and name. */
export const roleSchema = z.strictObject({
  path,
  roleId: z
    .string()
    .regex(/^AROA[A-Z0-9]{12,124}$/, { error: "must be AROA and 12 or more capitals and digits" })
    .optional(),
  description: z.string().optional(),
  trustPolicy: policySchema("trust"),
  maxSessionDuration: maxSessionDuration.default(3600),
  tags,
  permissions,
});
export type RoleInput = z.input<typeof roleSchema>;

const userSchema = z.strictObject({
  path,
  userId: z
    .string()
    .regex(/^AIDA[A-Z0-9]{12,124}$/, { error: "must be AIDA and 12 or more capitals and digits" })
    .optional(),
  tags,
  permissions,
  accessKeys: z
    .array(
      z.strictObject({
        id: z.string().regex(/^AKIA[A-Z0-9]{12,124}$/, { error: "must be AKIA and 12 or more capitals and digits" }),
        secret: z.string({ error: "must be a string; quote it" }).min(1, { error: "must not be empty" }),
      }),
    )
    .default([]),
});

const jwks = z.custom<JSONWebKeySet>((value) => Array.isArray((value as { keys?: unknown } | null)?.keys), {
  error: "must be a JWK Set: { keys: [...] }",
});
const providerSchema = z
  .strictObject({
    audiences: z.array(z.string()).min(1, { error: "must name an audience: the provider's client IDs" }),
    jwks: jwks.optional(),
    jwksUri: z.url({ error: "must be a URL" }).optional(),
  })
  .refine((value) => (value.jwks === undefined) !== (value.jwksUri === undefined), {
    error: "must have either jwks or jwksUri; that is where the token's keys come from",
  });

const name = z.string().regex(/^[\w+=,.@-]{1,64}$/, { error: "must be 1 to 64 letters, digits or _+=,.@-" });
const accountSchema = z.strictObject({
  description: z.string().optional(),
  disabledRegions: z.array(z.string()).default([]),
  outboundWebIdentityFederation: z.boolean().default(false),
  roles: z.record(name, roleSchema).default({}),
  users: z.record(name, userSchema).default({}),
  managedPolicies: z
    .record(z.string().regex(/^(?:[\x21-\x7E]+\/)?[\w+=,.@-]{1,128}$/, { error: "is no policy name" }), identityPolicy)
    .default({}),
  oidcProviders: z
    .record(z.string().regex(/^https?:\/\/[^?#\s]+$/, { error: "must be the issuer's URL" }), providerSchema)
    .default({}),
});

/** The accounts file. Unknown keys are errors. */
export const accountsSchema = z.strictObject({
  partition: z.enum(["aws", "aws-cn", "aws-us-gov"]).default("aws"),
  organizationId: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, { error: "must be like o-exampleorgid" })
    .optional(),
  serviceIdentity: z.string().optional(),
  awsManagedPolicies: z.record(name, identityPolicy).default({}),
  accounts: z.record(
    z.string().regex(/^\d{12}$/, { error: "must be an account id of 12 digits; quote it, for a leading 0 gets lost" }),
    accountSchema,
  ),
});
export type AccountsDocument = z.output<typeof accountsSchema>;
export type AccountDocument = z.output<typeof accountSchema>;
export type RoleDocument = z.output<typeof roleSchema>;
