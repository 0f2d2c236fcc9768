import type { Template } from "../model/policy-document.ts";
import { renderTemplate, type TemplateValues } from "./render-template.ts";
import { sessionName } from "./session-name.ts";
import { sourceOf } from "./source-of.ts";

/** A name as STS takes it, beside the text that it stands for: the audit record keeps both. */
export interface RenderedName {
  readonly name: string;
  readonly original: string;
}

/**
 * A template for a session name or source identity. A value that is empty says nothing of who is behind the session:
 * everybody without one would share a name.
 * @throws Refusal `NotGranted` or `InvalidParameter` for a value that is missing, empty or of no plain type
 */
export function renderName(template: Template, values: TemplateValues): RenderedName {
  const filledIn: string[] = [];
  const spelled = template.map((part) => (sourceOf(part) === "grant" ? values.grant : part));
  const original = renderTemplate(spelled, values, (value) => {
    filledIn.push(value);
    return value === "" ? "is empty" : undefined;
  });
  const composed = isAmbiguous(spelled, filledIn) ? filledIn : undefined;
  return { name: sessionName(original, values.caller.issuer, composed), original };
}

/**
 * Whether other values could give the same text: of `{claims.org}-{claims.repo}`, `a-b` and `c` make what `a` and `b-c` make. Of all
 * that do, one is what the text is read as when it is split at the first separators; the others are ambiguous.
 */
function isAmbiguous(template: Template, values: readonly string[]): boolean {
  const literals = separatorsOf(template);
  return values
    .slice(0, -1)
    .some((value, index) => `${value}${literals[index]}`.indexOf(literals[index] as string) !== value.length);
}

/** The text between each placeholder and the next. */
function separatorsOf(template: Template): readonly string[] {
  const places = template.flatMap((part, at) => (typeof part === "string" ? [] : [at]));
  return places.map((at, index) => template.slice(at + 1, places[index + 1]).join(""));
}
