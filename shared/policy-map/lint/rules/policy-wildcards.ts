import type { Template } from "../../../model/policy-document.ts";
import type { LintRule, Report } from "../lint-rule.ts";
import { type PolicyStatement, type PolicyText, policyStatements } from "../policy-statements.ts";

/** Actions that name no resource in IAM, or only look. */
const listing = /^[a-z0-9-]+:(?:List|Describe)[A-Za-z*]*$/;

const besideTemplate = {
  rule: "has a wildcard beside a template in one segment: what is for the value a also covers the values that begin with a",
  repair: "put a separator between the two, or leave the wildcard out",
};

/** Session policies that narrow less than their author may think. */
export const policyWildcards: LintRule = ({ document }, report) => {
  for (const { name, policy } of document.grants) {
    for (const statement of policy === undefined ? [] : policyStatements(policy)) {
      const path = ["grants", name, "assume", "policy", ...statement.path];
      if (statement.isAllow) checkReach(statement, path, report);
      checkTemplates(statement, path, report);
    }
  }
};

function checkReach(statement: PolicyStatement, path: readonly (string | number)[], report: Report): void {
  const actions = statement.texts("Action");
  if (actions.some((action) => action === "*" || action === "*:*")) {
    report("policy-action-wildcard", [...path, "Action"], "allows every action", "name the actions that the job needs");
  }
  const isListing = actions.length > 0 && actions.every((action) => typeof action === "string" && listing.test(action));
  if (statement.texts("Resource").includes("*") && !isListing) {
    const rule = "allows the actions on every resource";
    report("policy-resource-wildcard", [...path, "Resource"], rule, "name the resources, as ARNs");
  }
  for (const member of ["NotAction", "NotResource"]) {
    if (!statement.has(member)) continue;
    const rule = `allows all that it does not name, what AWS adds tomorrow included`;
    report("policy-allows-all-but", [...path, member], rule, `write ${member.slice(3)}, or a Deny`);
  }
}

function checkTemplates(statement: PolicyStatement, path: readonly (string | number)[], report: Report): void {
  const resources = statement.texts("Resource").filter(isTemplate);
  if (resources.some(({ template }) => hasNeighbour(template))) {
    report("wildcard-beside-template", [...path, "Resource"], besideTemplate.rule, besideTemplate.repair);
  }
  if (resources.some(({ template }) => decidesBucket(template))) {
    const rule = "has |path before the first / of the resource, so that a value decides which resource it is";
    report("path-template-names-bucket", [...path, "Resource"], rule, "write what comes first, then the template");
  }
  const patterns = statement.conditionTexts().filter(({ operator }) => /Like(?:IfExists)?$/.test(operator));
  if (patterns.some(({ text }) => isTemplate(text) && hasNeighbour(text.template))) {
    report("wildcard-beside-template", [...path, "Condition"], besideTemplate.rule, besideTemplate.repair);
  }
}

function isTemplate(text: PolicyText): text is Exclude<PolicyText, string> {
  return typeof text === "object";
}

/** Whether a wildcard stands in the segment of a placeholder. Separators are those of ARNs and of keys. */
function hasNeighbour(template: Template): boolean {
  return template.some((part, index) => {
    if (typeof part === "string") return false;
    const before = template[index - 1];
    const after = template[index + 1];
    return (
      (typeof after === "string" && /^[^/:]*[*?]/.test(after)) ||
      (typeof before === "string" && /[*?][^/:]*$/.test(before))
    );
  });
}

/** `arn:aws:s3:::` is five colons, and what comes then is the resource up to its first separator. */
function decidesBucket(template: Template): boolean {
  let literal = "";
  for (const part of template) {
    if (typeof part === "string") literal += part;
    else if ("allowsPath" in part && part.allowsPath) return !/^(?:[^:]*:){5}[^/:]+[/:]/.test(literal);
    else literal += "x";
  }
  return false;
}
