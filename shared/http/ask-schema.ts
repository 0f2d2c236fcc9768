import { z } from "zod";
import { formats } from "../model/format.ts";
import { askLimits } from "./ask-limits.ts";

/** The body of `POST /v1/credentials`: every member optional, no other allowed. `grant` may name an account too, as in `GrantRequired`. */
export const askSchema = z.strictObject({
  grant: z.string().regex(askLimits.grantOrTarget).optional(),
  format: z.enum(formats).optional(),
  durationSeconds: z.int().min(0).optional(),
  parameters: z
    .record(
      z.string().regex(askLimits.parameterName),
      z
        .string()
        .max(askLimits.parameterValueCharacters)
        .refine((value) => value.isWellFormed()),
    )
    .refine((parameters) => Object.keys(parameters).length <= askLimits.parameterCount)
    .meta({ maxProperties: askLimits.parameterCount })
    .optional(),
});
