import { matchingGrants } from "../../authorize/matching-grants.ts";
import type { Caller } from "../../model/caller.ts";
import type { Grant, Parameter, PolicyTemplate, Template } from "../../model/policy-document.ts";
import { admits } from "./admits-no-more.ts";
import { exampleTexts } from "./example-texts.ts";
import type { MapSide } from "./map-side.ts";
import type { SampledAsk, VendedOutcome } from "./policy-map-diff.ts";

/** So many combinations of parameters are tried for one grant. */
const mostCombinations = 64;

/**
 * Every ask by which a caller might have had a session in the older map: each grant that matches it, each account with
 * that role, each choice of parameters that could lead there.
 * @returns undefined where a parameter has a pattern that no value is known for, so that the older map cannot be asked
 */
export function olderAsks(
  older: MapSide,
  caller: Caller,
  wanted: VendedOutcome,
  ask: SampledAsk,
): readonly SampledAsk[] | undefined {
  const asks: SampledAsk[] = [];
  for (const grant of matchingGrants(older.map, caller)) {
    const targets = grant.targets.filter((target) => target.roleArn === wanted.roleArn);
    if (grant.mode === "shadow" || targets.length === 0) continue;
    const choices = parameterChoices(grant, wanted, ask);
    if (choices === undefined) return undefined;
    const durationSeconds = Math.min(wanted.durationSeconds, grant.durationSeconds);
    for (const { account } of targets) {
      for (const parameters of choices) asks.push({ grant: grant.name, account, durationSeconds, parameters });
    }
  }
  return asks;
}

function parameterChoices(
  grant: Grant,
  wanted: VendedOutcome,
  ask: SampledAsk,
): readonly Readonly<Record<string, string>>[] | undefined {
  let choices: Readonly<Record<string, string>>[] = [{}];
  for (const parameter of grant.parameters) {
    const values = valuesOf(parameter, grant, wanted, ask);
    choices = choices.flatMap((choice) => values.map((value) => ({ ...choice, [parameter.name]: value })));
    if (choices.length === 0 || choices.length > mostCombinations) return undefined;
  }
  return choices;
}

/** The value asked for by the same name, those by other names, those that show in the session, and any that is allowed. */
function valuesOf(parameter: Parameter, grant: Grant, wanted: VendedOutcome, ask: SampledAsk): readonly string[] {
  const values = new Set([
    ...(Object.hasOwn(ask.parameters, parameter.name) ? [ask.parameters[parameter.name] ?? ""] : []),
    ...Object.values(ask.parameters),
    ...shownValues(parameter.name, grant, wanted),
  ]);
  const allowed = [...values].filter((value) => admits({ kind: "matches", pattern: parameter.pattern }, value));
  return allowed.length > 0 ? allowed : exampleTexts(parameter.pattern).slice(0, 1);
}

/** What the parameter would have to be for the grant's templates to give the texts of the wanted session. */
function shownValues(name: string, grant: Grant, wanted: VendedOutcome): readonly string[] {
  const templates = [grant.sessionName, ...(grant.policy === undefined ? [] : templatesIn(grant.policy))];
  const texts = [wanted.sessionName, ...(wanted.policy === undefined ? [] : textsIn(JSON.parse(wanted.policy)))];
  const patterns = templates
    .filter((template) => template.some((part) => isParameter(part, name)))
    .map((template) => new RegExp(`^${template.map((part) => partPattern(part, name)).join("")}$`, "s"));
  return patterns.flatMap((pattern) => texts.flatMap((text) => pattern.exec(text)?.[1] ?? []));
}

function partPattern(part: Template[number], name: string): string {
  if (isParameter(part, name)) return "(.+?)";
  return typeof part === "string" ? part.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*") : ".*?";
}

function isParameter(part: Template[number], name: string): boolean {
  return typeof part !== "string" && part.from === "params" && part.name === name;
}

function templatesIn(policy: PolicyTemplate): readonly Template[] {
  if (typeof policy !== "object") return [];
  if ("template" in policy) return [policy.template];
  const members = "members" in policy ? Object.values(policy.members) : policy;
  return members.flatMap(templatesIn);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
