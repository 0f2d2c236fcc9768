import type { PolicyTemplate, PolicyTemplateString } from "../../model/policy-document.ts";

/** A text of a session policy: fixed, or with places to fill. */
export type PolicyText = string | PolicyTemplateString;

/** One statement of a session policy. */
export interface PolicyStatement {
  /** From the policy on: `["Statement", 0]`, or `["Statement"]` where there is but one. */
  readonly path: readonly (string | number)[];
  readonly isAllow: boolean;
  readonly has: (member: string) => boolean;
  /** The texts of `Action`, `Resource` and the like. */
  readonly texts: (member: string) => readonly PolicyText[];
  /** The texts of the conditions, with their operators. */
  readonly conditionTexts: () => readonly { readonly operator: string; readonly text: PolicyText }[];
}

export function policyStatements(policy: PolicyTemplate): readonly PolicyStatement[] {
  const statements = membersOf(policy)["Statement"];
  if (statements === undefined) return [];
  return isList(statements)
    ? statements.map((statement, index) => readStatement(membersOf(statement), ["Statement", index]))
    : [readStatement(membersOf(statements), ["Statement"])];
}

type Members = Readonly<Record<string, PolicyTemplate>>;

function readStatement(members: Members, path: PolicyStatement["path"]): PolicyStatement {
  return {
    path,
    isAllow: members["Effect"] === "Allow",
    has: (member) => Object.hasOwn(members, member),
    texts: (member) => textsOf(members[member]),
    conditionTexts: () =>
      Object.entries(membersOf(members["Condition"])).flatMap(([operator, keys]) =>
        Object.values(membersOf(keys)).flatMap((value) => textsOf(value).map((text) => ({ operator, text }))),
      ),
  };
}

function membersOf(value: PolicyTemplate | undefined): Members {
  return typeof value === "object" && "members" in value ? value.members : {};
}

function textsOf(value: PolicyTemplate | undefined): readonly PolicyText[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object") return [];
  if (isList(value)) return value.flatMap(textsOf);
  return "template" in value ? [value] : [];
}

function isList(value: PolicyTemplate): value is readonly PolicyTemplate[] {
  return Array.isArray(value);
}
