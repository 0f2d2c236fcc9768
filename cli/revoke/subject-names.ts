import { renderName } from "../../shared/authorize/render-name.ts";
import type { Grant, PolicyDocument, Template } from "../../shared/model/policy-document.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { supposeCaller } from "../../shared/policy-map/suppose-caller.ts";

/** What AWS's logs and policies know a subject by, of one grant. Each of the few characters that STS takes. */
export interface SubjectNames {
  /** Undefined where another claim or a parameter is in it, or nothing of the subject. */
  readonly sourceIdentities: readonly string[] | undefined;
  readonly sessionNames: readonly string[] | undefined;
}

/**
 * The source identity and the session name that a grant gives a subject: where they are made of it, and of nothing that is not known here.
 * @param issuers names in the map, of those whose subject it is
 */
export function subjectNames(
  document: PolicyDocument,
  grant: Grant,
  issuers: readonly string[],
  subject: string,
): SubjectNames {
  const own = issuers.filter((issuer) => grant.when.issuers.includes(issuer));
  const names = (template: Template | undefined) =>
    template?.some(isSubject) === true
      ? allKnown(own.map((issuer) => nameOf(template, document, { issuer, subject, grant: grant.name })))
      : undefined;
  return { sourceIdentities: names(grant.sourceIdentity), sessionNames: names(grant.sessionName) };
}

function isSubject(part: Template[number]): boolean {
  return typeof part !== "string" && part.from === "claims" && part.path.length === 1 && part.path[0] === "sub";
}

/** Undefined where another claim or a parameter is in it. */
function nameOf(
  template: Template,
  document: PolicyDocument,
  { issuer, subject, grant }: { readonly issuer: string; readonly subject: string; readonly grant: string },
): string | undefined {
  try {
    const caller = supposeCaller(document, issuer, { sub: subject });
    return renderName(template, { caller, parameters: new Map(), grant }).name;
  } catch (error) {
    if (error instanceof Refusal) {
      return undefined;
    }
    throw error;
  }
}

function allKnown(names: readonly (string | undefined)[]): readonly string[] | undefined {
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? [...new Set(known)] : undefined;
}
