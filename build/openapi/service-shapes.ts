import { z } from "zod";
import { askLimits } from "../../shared/http/ask-limits.ts";
import { formats } from "../../shared/model/format.ts";
import { stsSeconds } from "../../shared/model/sts-seconds.ts";

/** As `Date` spells an instant. */
const isoInstant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .meta({ format: "date-time" });

const role = z.string().describe("ARN of the IAM role");
const account = z.string().max(askLimits.nameCharacters).describe("What may follow the grant in the path");

const grant = z
  .object({
    name: z.string().min(1).max(askLimits.nameCharacters).describe("What to put behind /v1/credentials/"),
    description: z.string().optional(),
    account: account.optional(),
    role: role.optional(),
    accounts: z
      .array(z.object({ account: account.optional(), role }))
      .optional()
      .describe("In place of `account` and `role`, where the grant covers several"),
    formats: z.array(z.enum(formats)),
    defaultFormat: z.enum(formats).describe("What is answered where no format is asked for"),
    maxDurationSeconds: z
      .int()
      .min(stsSeconds.least)
      .max(stsSeconds.most)
      .describe("The longest duration, and the one that is given where none is asked for"),
    parameters: z.array(
      z.object({
        name: z.string().regex(askLimits.parameterName),
        pattern: z.string().describe("RE2 syntax; the whole value must match"),
        description: z.string().optional(),
      }),
    ),
    default: z.boolean().describe("Given to who names no grant"),
    oneTime: z.literal(true).optional().describe("Takes a token once"),
    capAt: z.literal("token").optional().describe("Its sessions end with their token"),
  })
  .describe("What the caller may ask for");

const readiness = z
  .object({
    status: z.literal("ready"),
    policyMap: z.object({
      digest: z.string(),
      version: z.string().describe("What the source calls it"),
      ageSeconds: z.int().min(0).describe("Since it was last known to be what the source holds"),
      since: isoInstant.describe("Since when it decides"),
      source: z.string().describe("The kind of place that it is read from"),
      refused: z
        .object({
          version: z.string(),
          since: isoInstant,
          problems: z.int().min(0),
          places: z.array(z.string().regex(/^\d+:\d+$/)).describe("Line and column"),
        })
        .optional()
        .describe("The newer version that the source holds, and that is not taken"),
      unreadableSince: isoInstant.optional().describe("Since when the source cannot be read"),
    }),
  })
  .describe("Which policy map decides");

/** What is answered beside credentials. Open: members may be added, and clients pass over those that they do not know. */
export const serviceShapes = {
  GrantList: z.object({ grants: z.array(grant) }),
  Liveness: z.object({ status: z.literal("alive") }),
  Readiness: readiness,
  OpenApi: z
    .looseObject({ openapi: z.string().regex(/^3\.1\.\d+$/), info: z.looseObject({}), paths: z.looseObject({}) })
    .describe("This document"),
} as const;
