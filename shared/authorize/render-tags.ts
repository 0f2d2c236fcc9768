import type { SessionTag } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import { refuseParameters } from "./refuse-parameters.ts";
import { renderTemplate, type TemplateValues } from "./render-template.ts";

/** The characters and length of a tag value (AssumeRole, parameter Tags). */
const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/**
 * Session tags with their values filled in.
 * @throws Refusal `NotGranted` for a value that STS does not take; Fault `Internal` for a template with a parameter
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function renderTags(
  tags: readonly SessionTag[],
  values: TemplateValues,
): readonly { readonly key: string; readonly value: string }[] {
  return tags.map((tag) => {
    refuseParameters(tag.value, `tag ${tag.key}`, values.grant);
    const value = renderTemplate(tag.value, values, (part) =>
      tagValue.test(part) ? undefined : "is no legal tag value",
    );
    if (!tagValue.test(value)) {
      throw new Refusal("NotGranted", `grant ${values.grant}: the value of tag ${tag.key} is over 256 characters`);
    }
    return { key: tag.key, value };
  });
}
