import type { Caller } from "../model/caller.ts";
import type { Template, TemplatePart } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import { claimAt } from "./claim-at.ts";

/** All that a template can use: this request's verified claims, the parameters that the grant declares, and two names. */
export interface TemplateValues {
  readonly caller: Caller;
  readonly parameters: ReadonlyMap<string, string>;
  readonly grant: string;
}

/** A part that is filled in, as opposed to one that the map's author wrote. */
type Placeholder = Exclude<TemplatePart, string>;

/** Judges a value before it is put in: returns what is wrong with it, or undefined. */
export type ValueRule = (value: string, placeholder: Placeholder) => string | undefined;

/**
 * Fills a template. Each value is judged as data before it goes in, and refused rather than escaped.
 * @throws Refusal `NotGranted` for a claim that is missing, of no plain type or against the rule; `InvalidParameter` for a
 *   parameter against the rule
 */
export function renderTemplate(template: Template, values: TemplateValues, rule: ValueRule = () => undefined): string {
  return template
    .map((part) => {
      if (typeof part === "string") {
        return part;
      }
      const value = valueFor(part, values);
      if (value === undefined) throw refusalOf(part, values, "is missing or no plain value");
      const wrong = rule(value, part);
      if (wrong !== undefined) throw refusalOf(part, values, wrong);
      return value;
    })
    .join("");
}

function valueFor(part: Placeholder, values: TemplateValues): string | undefined {
  switch (part.from) {
    case "grant":
      return values.grant;
    case "issuer":
      return values.caller.issuerName;
    case "params":
      return values.parameters.get(part.name);
    case "claims": {
      const value = claimAt(values.caller.claims, part.path);
      return typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value)
        ? String(value)
        : undefined;
    }
  }
}

function refusalOf(part: Placeholder, { grant }: TemplateValues, wrong: string): Refusal {
  const code = part.from === "params" ? "InvalidParameter" : "NotGranted";
  return new Refusal(code, `grant ${grant}: ${nameOf(part)} ${wrong}`);
}

function nameOf(part: Placeholder): string {
  return part.from === "claims"
    ? `claim ${part.path.join(".")}`
    : part.from === "params"
      ? `parameter ${part.name}`
      : part.from;
}
