import type { TemplatePart } from "../model/policy-document.ts";

/** Where the value of a part comes from; `undefined` for the author's text, which has no such member. */
export function sourceOf(part: TemplatePart): Exclude<TemplatePart, string>["from"] | undefined {
  return (part as Partial<Exclude<TemplatePart, string>>).from;
}
