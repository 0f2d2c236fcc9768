import type { Template } from "../model/policy-document.ts";
import { checkOwnWord, checkTemplate, type TemplateScope } from "./check-template.ts";
import { type Findings, Flaw, type MapPath } from "./findings.ts";
import { isLiteral, literalText, parseTemplate } from "./parse-template.ts";

const defaultSessionName = "{claims.sub}";

export function normaliseSessionName(
  authored: string | undefined,
  scope: TemplateScope,
  path: MapPath,
  findings: Findings,
): Template {
  const text = authored ?? defaultSessionName;
  const place = [...path, "sessionName"];
  const template = parseName(text, place, findings);
  if (template !== undefined) {
    checkTemplate(template, scope, place, findings);
    checkNamesCaller(template, place, findings);
  }
  return template ?? [text];
}

/** A fixed name is every caller's alike; one of parameters is whatever a caller likes, another caller's too. */
function checkNamesCaller(template: Template, path: MapPath, findings: Findings): void {
  const has = (from: "claims" | "params") => template.some((part) => typeof part !== "string" && part.from === from);
  if (!has("params") || has("claims")) return;
  const rule = "is made of parameters without a claim, so that a caller would choose its own name";
  findings.report(path, rule, "add a claim, such as {claims.sub}");
}

export function normaliseSourceIdentity(
  authored: string | undefined,
  scope: TemplateScope,
  path: MapPath,
  findings: Findings,
): Template | undefined {
  if (authored === undefined) return undefined;
  const place = [...path, "sourceIdentity"];
  if (/^aws:/i.test(authored)) {
    return findings.report(place, "begins with aws:, which AWS keeps for itself", "begin it otherwise");
  }
  const template = parseName(authored, place, findings);
  if (template !== undefined) checkOwnWord("its source identity", template, scope, place, findings);
  return template;
}

/** What STS takes as RoleSessionName and SourceIdentity: what is literal must fit, what is filled in is made to. */
function parseName(text: string, path: MapPath, findings: Findings): Template | undefined {
  return findings.attempt(path, () => {
    const parsed = parseTemplate(text, "name");
    const literal = literalText(parsed);
    if (!/^[\w+=,.@-]*$/.test(literal)) {
      throw new Flaw("has characters that STS does not take in a name", "use letters, digits and _+=,.@-");
    }
    if (literal.length > 64 || (isLiteral(parsed) && literal.length < 2)) {
      throw new Flaw("is not 2 to 64 characters long", "make it so");
    }
    return parsed;
  });
}
