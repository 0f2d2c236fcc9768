import { z } from "zod";

/** An instant as every SDK reads it, and as `present/expiration.ts` spells it. */
export const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  .meta({ format: "date-time" });
