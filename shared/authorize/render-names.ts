import type { Decision } from "../model/assumption.ts";
import type { Grant } from "../model/policy-document.ts";
import { refuseParameters } from "./refuse-parameters.ts";
import { type RenderedName, renderName } from "./render-name.ts";
import type { TemplateValues } from "./render-template.ts";

/** What a session is called, and the texts that STS would not have taken as they were. */
export interface RenderedNames {
  readonly sessionName: string;
  readonly sourceIdentity: string | undefined;
  readonly replacedNames: Decision["replacedNames"];
}

/**
 * Session name and source identity of a grant for one caller.
 * @throws Refusal as `renderName`; Fault `Internal` for a source identity that the caller could choose
 */
export function renderNames(grant: Grant, values: TemplateValues): RenderedNames {
  if (grant.sourceIdentity !== undefined) {
    refuseParameters(grant.sourceIdentity, "the source identity", grant.name);
  }
  const sessionName = renderName(grant.sessionName, values);
  const sourceIdentity = grant.sourceIdentity && renderName(grant.sourceIdentity, values);
  return {
    sessionName: sessionName.name,
    sourceIdentity: sourceIdentity?.name,
    replacedNames: {
      ...(wasReplaced(sessionName) && { sessionName: sessionName.original }),
      ...(wasReplaced(sourceIdentity) && { sourceIdentity: sourceIdentity.original }),
    },
  };
}

function wasReplaced(rendered: RenderedName | undefined): rendered is RenderedName {
  return rendered !== undefined && rendered.name !== rendered.original;
}
