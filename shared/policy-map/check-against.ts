import type { z } from "zod";
import type { Findings, MapPath } from "./findings.ts";
import { reportIssues, wordIssue } from "./word-issue.ts";

/** What `schema` makes of a value; undefined where it does not fit, which is reported. */
export function checkAgainst<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: MapPath,
  findings: Findings,
): T | undefined {
  const parsed = schema.safeParse(value, { error: wordIssue });
  if (!parsed.success) reportIssues(parsed.error.issues, path, findings);
  return parsed.data;
}
