import type { Template, TemplatePart } from "../model/policy-document.ts";
import { Flaw } from "./findings.ts";
import { parseClaimPath } from "./parse-claim-path.ts";
import { quoteValue } from "./quote-value.ts";

/** Where a template stands: a session name or source identity, a tag's value, or a place of a session policy. */
export type TemplatePlace = "name" | "tag" | "resource" | "condition";

const places = "use {claims.NAME}, {params.NAME}, {grant} or {issuer}";

/**
 * Splits text into what is literal and what is filled in. An IAM policy variable, `${aws:username}`, is literal and
 * only possible in a policy.
 * @throws Flaw
 */
export function parseTemplate(text: string, place: TemplatePlace): Template {
  const parts: TemplatePart[] = [];
  let literal = "";
  for (const [token, inside] of text.matchAll(/\$\{[^{}]*\}|\{([^{}]*)\}|[{}]|[^${}]+|\$/gs)) {
    if (token.startsWith("${")) {
      checkPolicyVariable(token, place);
      literal += token;
    } else if (inside !== undefined) {
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push(parsePlaceholder(inside, place));
    } else if (token === "{" || token === "}") {
      throw new Flaw(`${quoteValue(text)} has a stray ${token}`, `${places}; a literal brace is not possible`);
    } else {
      literal += token;
    }
  }
  return literal !== "" || parts.length === 0 ? [...parts, literal] : parts;
}

function checkPolicyVariable(token: string, place: TemplatePlace): void {
  if (/^\$\{(?:claims\.|params\.|grant\}|issuer\})/.test(token)) {
    throw new Flaw(`${quoteValue(token)} would be read by IAM, not filled in here`, `write ${token.slice(1)}`);
  }
  if (place === "name" || place === "tag") {
    throw new Flaw(`${quoteValue(token)} is an IAM policy variable, which only a policy can hold`, places);
  }
}

function parsePlaceholder(inside: string, place: TemplatePlace): TemplatePart {
  const token = quoteValue(`{${inside}}`);
  if (inside === "grant" || inside === "issuer") return { from: inside };
  const match = /^(claims|params)\.([^|]+?)(\|.*)?$/s.exec(inside);
  if (match === null) throw new Flaw(`${token} is no template`, places);
  const [, from, name = "", option] = match;
  if (option !== undefined && option !== "|path") {
    throw new Flaw(`${token} has an unknown option`, "the only one is |path, in a policy's Resource");
  }
  const allowsPath = option !== undefined;
  if (allowsPath && place !== "resource") {
    throw new Flaw(`${token} has |path outside a policy's Resource`, "remove |path");
  }
  return from === "claims" ? { from, path: parseClaimPath(name), allowsPath } : { from: "params", name, allowsPath };
}

/** The literal parts of a template, joined. */
export function literalText(template: Template): string {
  return template.filter((part) => typeof part === "string").join("");
}

export function isLiteral(template: Template): boolean {
  return template.every((part) => typeof part === "string");
}
