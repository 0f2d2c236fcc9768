import { renderPolicy } from "../../../authorize/render-policy.ts";
import type {
  ClaimCondition,
  Grant,
  PolicyDocument,
  PolicyTemplate,
  Scalar,
  TemplatePart,
} from "../../../model/policy-document.ts";
import { Refusal } from "../../../model/refusal.ts";
import { quoteValue } from "../../quote-value.ts";
import { supposeCaller } from "../../suppose-caller.ts";
import { claimKey } from "../claim-key.ts";
import type { LintRule } from "../lint-rule.ts";
import { type PolicyStatement, policyStatements } from "../policy-statements.ts";

/** A claim's value in a session policy, and the place that judges it. */
interface Use {
  readonly part: Exclude<TemplatePart, string> & { readonly from: "claims" };
  readonly place: "resource" | "condition";
}

/** Values that the grant's conditions let in and its session policy will not take: those callers are always refused. */
export const refusedValues: LintRule = ({ document }, report) => {
  for (const grant of document.grants) {
    for (const use of usesOf(grant)) {
      const condition = grant.when.claims.find(({ path }) => claimKey(path) === claimKey(use.part.path));
      const judge = (value: Scalar, asked: Use) => isRefused(value, asked, grant, document);
      const refused = condition && writtenValues(condition).find((value) => judge(value, use));
      if (refused === undefined) continue;
      const rule = `uses ${claimKey(use.part.path)}, which can be ${quoteValue(refused)}: no policy takes that there`;
      const canBePath = use.place === "resource" && !use.part.allowsPath && !judge(refused, allowingPath(use));
      const repair = canBePath ? "write |path behind it" : "remove the value from the condition, or the template";
      report("value-refused-by-policy", ["grants", grant.name, "assume", "policy"], rule, repair);
      break;
    }
  }
};

function usesOf({ policy }: Grant): readonly Use[] {
  return policy === undefined ? [] : policyStatements(policy).flatMap(usesIn);
}

function usesIn(statement: PolicyStatement): readonly Use[] {
  const texts = [...statement.texts("Resource"), ...statement.conditionTexts().map(({ text }) => text)];
  return texts.flatMap((text) =>
    typeof text === "string"
      ? []
      : text.template.flatMap((part) =>
          typeof part === "object" && part.from === "claims" ? [{ part, place: text.place }] : [],
        ),
  );
}

/** What is surely in a value: all of it, or the text of a pattern that every value has. */
function writtenValues({ matcher }: ClaimCondition): readonly Scalar[] {
  if (matcher.kind === "equals") return [matcher.value];
  if (matcher.kind === "oneOf") return matcher.values;
  if (matcher.kind === "prefix") return [`${matcher.prefix}x`];
  return matcher.kind === "glob" ? [matcher.pattern.replaceAll(/\*+/g, "x")] : [];
}

function allowingPath(use: Use): Use {
  return { ...use, part: { ...use.part, allowsPath: true } };
}

/** The service's own judgement: what it renders is thrown away. */
function isRefused(value: Scalar, { part, place }: Use, grant: Grant, document: PolicyDocument): boolean {
  const policy: PolicyTemplate = { template: [{ ...part, path: ["value"] }], place };
  const caller = supposeCaller(document, grant.when.issuers[0] ?? "", { sub: "sample", value });
  try {
    renderPolicy(policy, { caller, parameters: new Map(), grant: grant.name }, []);
    return false;
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
}
