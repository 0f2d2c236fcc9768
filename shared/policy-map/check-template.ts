import type { ClaimPath } from "../model/claims.ts";
import type { Matcher, Template, TemplatePart } from "../model/policy-document.ts";
import type { AuthoredGrant } from "./authored-grant.ts";
import type { AuthoredIssuer } from "./authored-issuer.ts";
import { type Findings, Flaw, type MapPath } from "./findings.ts";
import { parseClaimPath } from "./parse-claim-path.ts";

/** What a grant's templates may count on. */
export interface TemplateScope {
  /** Kinds of the grant's own matchers, by claim path. */
  readonly matchers: ReadonlyMap<string, Matcher["kind"]>;
  /** Whether all of the grant's issuers demand this top-level claim. */
  readonly isRequired: (claim: string) => boolean;
  readonly parameters: ReadonlySet<string>;
}

const listKinds: readonly string[] = ["anyOf", "allOf", "noneOf"] satisfies Matcher["kind"][];

export function templateScope(
  grant: AuthoredGrant,
  issuerNames: readonly string[],
  issuers: ReadonlyMap<string, AuthoredIssuer | undefined>,
): TemplateScope {
  const matchers = new Map<string, Matcher["kind"]>();
  for (const [text, matcher] of Object.entries(grant.when.claims)) {
    const kind = typeof matcher === "object" ? (Object.keys(matcher)[0] as Matcher["kind"]) : "equals";
    matchers.set(pathKeyOf(text), kind);
  }
  return {
    matchers,
    isRequired: (claim) =>
      claim === "sub" ||
      // An issuer that is missing or has problems of its own is reported as that, not here once more.
      issuerNames.every(
        (name) => issuers.get(name)?.requiredClaims?.includes(claim) ?? issuers.get(name) === undefined,
      ),
    parameters: new Set(Object.keys(grant.parameters ?? {})),
  };
}

/** A path that cannot be parsed is reported where the conditions are read; no template can name it. */
function pathKeyOf(text: string): string {
  try {
    return JSON.stringify(parseClaimPath(text));
  } catch (error) {
    if (!(error instanceof Flaw)) throw error;
    return text;
  }
}

/** Reports what a template uses and a caller of this grant might not have. */
export function checkTemplate(template: Template, scope: TemplateScope, path: MapPath, findings: Findings): void {
  for (const part of template) findings.attempt(path, () => checkPart(part, scope));
}

/**
 * The same for what is this service's word about a caller: roles give access by it, so that nothing in it may be the
 * caller's own choice.
 * @param what such as `a tag`
 */
export function checkOwnWord(
  what: string,
  template: Template,
  scope: TemplateScope,
  path: MapPath,
  findings: Findings,
): void {
  for (const part of template) {
    if (typeof part === "string" || part.from !== "params") {
      findings.attempt(path, () => checkPart(part, scope));
    } else {
      const rule = `uses the parameter ${part.name}: a caller can never choose ${what}`;
      findings.report(path, rule, "use a claim, {grant}, {issuer} or fixed text");
    }
  }
}

function checkPart(part: TemplatePart, scope: TemplateScope): void {
  if (typeof part === "string") return;
  if (part.from === "params" && !scope.parameters.has(part.name)) {
    throw new Flaw(`uses the parameter ${part.name}, which the grant does not declare`, "add it to parameters");
  }
  if (part.from === "claims") checkClaim(part.path, scope);
}

function checkClaim(path: ClaimPath, scope: TemplateScope): void {
  const shown = path.join(".");
  const kind = scope.matchers.get(JSON.stringify(path));
  if (kind !== undefined && listKinds.includes(kind)) {
    throw new Flaw(`uses the claim ${shown}, which the grant matches as a list`, "use a claim that is one value");
  }
  const isPresent = kind !== undefined || (path.length === 1 && scope.isRequired(path[0]));
  if (isPresent) return;
  throw new Flaw(
    `uses the claim ${shown}, which a caller may lack`,
    "add a matcher for it to when.claims (exists: true suffices), or add it to requiredClaims of every issuer",
  );
}
