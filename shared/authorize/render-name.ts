import type { Template } from "../model/policy-document.ts";
import { renderTemplate, type TemplateValues } from "./render-template.ts";
import { sessionName } from "./session-name.ts";

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
  const original = renderTemplate(template, values, (value) => (value === "" ? "is empty" : undefined));
  return { name: sessionName(original, values.caller.issuer), original };
}
