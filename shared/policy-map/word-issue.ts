import { z } from "zod";
import type { Findings, MapPath } from "./findings.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteValue } from "./quote-value.ts";

type Issue = Pick<z.core.$ZodIssue, "path" | "message"> & { readonly code: string };

/** Of the map alone: a file that set them for others would change what those mean that do not name it. */
const ofTheMapAlone = new Set(["include", "defaults", "accept"]);

const nouns: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/**
 * Words one issue as `rule; repair`, the form that messages inside the schema have too. For unknown keys: a line for
 * each, as an issue holds several.
 */
export function wordIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return issue.keys.map((key) => wordUnknownKey(key, known)).join("\n");
    }
    case "invalid_value":
      return wordWrongValue(issue.input, issue.values.map(String));
    case "too_small":
      return issue.origin === "array"
        ? "must not be empty; add at least one entry"
        : "must not be empty; write at least one character";
    case "invalid_type":
      return wordWrongType(issue.input, issue.expected);
    case "invalid_union":
      return "is missing; add it";
    default:
      return "is not valid; see the description of this key in the JSON Schema";
  }
}

function wordUnknownKey(key: string, known: readonly string[]): string {
  if (ofTheMapAlone.has(key) && known.includes("grants")) {
    return "is for the map itself, not for a file that it includes; move it to the map";
  }
  const near = nearestName(key, known);
  return `is not a known key; ${near === undefined ? `remove it; known here: ${known.join(", ")}` : `did you mean ${near}?`}`;
}

function wordWrongValue(input: unknown, values: readonly string[]): string {
  const choice = values.length === 1 ? `write ${values[0]}` : `use one of ${values.join(", ")}`;
  if (input === undefined) return `is missing; ${choice}`;
  const near = typeof input === "string" ? nearestName(input, values) : undefined;
  return `${quoteValue(input)} is not possible here; ${near === undefined ? choice : `did you mean ${near}?`}`;
}

function wordWrongType(input: unknown, expected: string): string {
  const noun = nouns[expected] ?? expected;
  if (input === undefined) return `is missing; add it: ${noun}`;
  if (input === null) return `has no value; write ${noun}, or remove the key`;
  const given = Array.isArray(input) ? "a list" : (nouns[typeof input] ?? typeof input);
  if (expected === "string" && typeof input !== "object") return `must be text, not ${given}; put it in quotes`;
  return `must be ${noun}, not ${given}; write ${noun}`;
}

/** Reports each issue where it belongs: inside a union, the branch that the author meant. */
export function reportIssues(issues: readonly z.core.$ZodIssue[], base: MapPath, findings: Findings): void {
  for (const issue of issues) {
    const path: MapPath = [...base, ...issue.path.map((step) => (typeof step === "number" ? step : String(step)))];
    const meant = issue.code === "invalid_union" ? issue.errors.find(isMeant) : undefined;
    if (meant !== undefined) {
      reportIssues(meant, path, findings);
    } else if (issue.code === "unrecognized_keys" && /externalId$/i.test(String(path.at(-1)))) {
      // The key may be the external ID, between braces by mistake.
      findings.report(path, "must say exactly one of ssm and secret", "write { ssm: /name } or { secret: name }");
    } else if (issue.code === "unrecognized_keys") {
      const messages = issue.message.split("\n");
      issue.keys.forEach((key, index) => {
        report([...path, key], messages[index] ?? issue.message, findings, "key");
      });
    } else {
      report(path, issue.message, findings, "value");
    }
  }
}

/** A branch whose type fits and whose content does not. */
function isMeant(branch: readonly Issue[]): boolean {
  return branch.every((issue) => issue.code !== "invalid_type" || issue.path.length > 0);
}

function report(path: MapPath, message: string, findings: Findings, spot: "value" | "key"): void {
  const cut = message.indexOf("; ");
  findings.report(path, message.slice(0, cut), message.slice(cut + 2), spot);
}
