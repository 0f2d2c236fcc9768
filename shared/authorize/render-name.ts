import type { Template } from "../model/policy-document.ts";
import { renderTemplate, type TemplateValues } from "./render-template.ts";
import { sessionName } from "./session-name.ts";

/**
 * A template for a session name or source identity, as STS takes it. A value that is empty says nothing of who is behind
 * the session: everybody without one would share a name.
 * @throws Refusal `NotGranted` or `InvalidParameter` for a value that is missing, empty or of no plain type
 */
export function renderName(template: Template, values: TemplateValues): string {
  const original = renderTemplate(template, values, (value) => (value === "" ? "is empty" : undefined));
  return sessionName(original, values.caller.issuer);
}
