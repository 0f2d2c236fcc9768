import type { SessionTag } from "../model/policy-document.ts";
import type { AuthoredAssume } from "./authored-grant.ts";
import { checkCount, checkUnique } from "./check-names.ts";
import { checkOwnWord, type TemplateScope } from "./check-template.ts";
import { type Findings, Flaw, type MapPath } from "./findings.ts";
import { nearestName } from "./nearest-name.ts";
import { literalText, parseTemplate } from "./parse-template.ts";
import { quoteValue } from "./quote-value.ts";

const mostTags = 50;
const tagCharacters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const charactersRepair = "use letters, digits, spaces and _.:/=+-@";

/**
 * Session tags by the rules of STS.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function normaliseTags(
  assume: AuthoredAssume,
  scope: TemplateScope,
  path: MapPath,
  findings: Findings,
): readonly SessionTag[] {
  const entries = Object.entries(assume.tags ?? {});
  const place = [...path, "tags"];
  if (!checkCount("tags", entries.length, mostTags, place, findings)) return [];
  const earlier = new Set<string>();
  return entries.flatMap(([key, text]) => {
    findings.attempt([...place, key], () => checkKey(key, earlier), "key");
    earlier.add(key.toLowerCase());
    const value = findings.attempt([...place, key], () => parseValue(text));
    if (value === undefined) return [];
    checkOwnWord("a tag", value, scope, [...place, key], findings);
    return [{ key, value }];
  });
}

function checkKey(key: string, earlierLowerCaseKeys: ReadonlySet<string>): void {
  const shown = quoteValue(key);
  if (key.length < 1 || key.length > 128) throw new Flaw(`${shown} is not 1 to 128 characters long`, "make it so");
  if (!tagCharacters.test(key)) throw new Flaw(`${shown} has characters that STS does not take`, charactersRepair);
  if (/^aws:/i.test(key)) throw new Flaw(`${shown} begins with aws:, which AWS keeps for itself`, "begin it otherwise");
  if (earlierLowerCaseKeys.has(key.toLowerCase())) {
    throw new Flaw(`${shown} differs from an earlier tag only by case, which STS ignores`, "keep one of them");
  }
}

function parseValue(text: string) {
  const template = parseTemplate(text, "tag");
  const literal = literalText(template);
  if (!tagCharacters.test(literal)) throw new Flaw("has characters that STS does not take", charactersRepair);
  if (literal.length > 256) throw new Flaw("is over 256 characters long", "shorten it");
  return template;
}

export function normaliseTransitiveTags(assume: AuthoredAssume, path: MapPath, findings: Findings): readonly string[] {
  const keys = assume.transitiveTags ?? [];
  const place = [...path, "transitiveTags"];
  const tags = assume.tags ?? {};
  if (!checkCount("keys", keys.length, mostTags, place, findings)) return keys;
  checkUnique(keys, place, findings);
  const names = Object.keys(tags).slice(0, mostTags);
  keys.forEach((key, index) => {
    if (Object.hasOwn(tags, key)) return;
    const near = nearestName(key, names);
    const repair = near === undefined ? "add it to tags" : `did you mean ${near}?`;
    findings.report([...place, index], `${quoteValue(key)} is not a tag of this grant`, repair);
  });
  return keys;
}
