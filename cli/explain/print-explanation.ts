import type { ConditionResult, Verdict } from "../../shared/policy-map/explain/explanation.ts";
import type { NearGrant } from "../../shared/policy-map/explain/find-nearest-grants.ts";
import type { Palette } from "../output/palette.ts";
import type { TokenCheck } from "./check-supposed-token.ts";
import type { DescribedCall } from "./describe-request.ts";
import type { ExplainReport } from "./explain-report.ts";

/** An explanation for people: token, deny list, grants, verdict, calls, what came near. */
export function printExplanation(report: ExplainReport, palette: Palette): string {
  const { token, explanation, calls, nearest } = report;
  const sections = [
    token.length === 0
      ? []
      : ["Token (its signature was not looked at)", ...token.map((one) => printCheck(one, palette))],
    ...explanation.denials.map(({ entry, reason, conditions }) => [
      `Deny list, entry ${entry}: ${reason}`,
      ...printConditions(conditions, palette, "applies"),
    ]),
    ...explanation.grants.map(({ grant, description, isDefault, oneTime, conditions }) => [
      `Grant ${palette.strong(grant)}${isDefault ? " (default)" : ""}${oneTime ? " (takes a token once)" : ""}${description === undefined ? "" : `: ${description}`}`,
      ...printConditions(conditions, palette, "holds"),
    ]),
    printVerdict(report, palette),
    ...calls.map((call, index) => printCall(call, index, calls.length)),
    ...nearest.map((near) => printNear(near, palette)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function printCheck({ subject, holds, code, reason }: TokenCheck, palette: Palette): string {
  return holds ? `  ${palette.good("✓")} ${subject}` : `  ${palette.bad("✗")} ${subject}: ${reason} (${code})`;
}

function printConditions(
  conditions: readonly ConditionResult[],
  palette: Palette,
  meaning: "holds" | "applies",
): readonly string[] {
  const width = Math.max(...conditions.map(({ subject }) => subject.length));
  return conditions.map(({ subject, expected, found, holds }) => {
    // On the deny list, a condition that holds is what shuts the caller out.
    const paint = holds === (meaning === "holds") ? palette.good : palette.bad;
    return `  ${paint(holds ? "✓" : "✗")} ${subject.padEnd(width)}  must be ${expected}; ${palette.faint("is")} ${found}`;
  });
}

function printVerdict({ explanation, rejection }: ExplainReport, palette: Palette): readonly string[] {
  const { verdict } = explanation;
  if (rejection !== undefined) {
    const then = verdict.outcome === "granted" ? "granted" : verdict.code;
    return [
      `${palette.bad(`REFUSED ${rejection.code}`)}: ${rejection.reason}`,
      `  The token is refused before the map is asked; the map's own answer would be: ${then}.`,
    ];
  }
  const { shadowGrants } = explanation;
  return [
    ...printDecision(verdict, palette),
    ...(shadowGrants.length === 0 ? [] : [`  In shadow mode, and so not given: ${shadowGrants.join(", ")}`]),
  ];
}

function printDecision(verdict: Verdict, palette: Palette): readonly string[] {
  switch (verdict.outcome) {
    case "granted": {
      const { assumption } = verdict.decision;
      const account = assumption.account === undefined ? "" : ` in account ${assumption.account}`;
      return [
        `${palette.good("GRANTED")} ${palette.strong(assumption.grant)}: ${assumption.hops.at(-1)?.roleArn}${account}`,
      ];
    }
    case "refused":
      return [
        `${palette.bad(`REFUSED ${verdict.code}`)}: ${verdict.reason}`,
        ...(verdict.choices.length === 0 ? [] : [`  The caller may name: ${verdict.choices.join(", ")}`]),
      ];
    case "failed":
      return [`${palette.bad(`FAILED ${verdict.code}`)}: ${verdict.reason}`];
  }
}

function printCall({ credentials, request }: DescribedCall, index: number, calls: number): readonly string[] {
  const title = calls === 1 ? "sts:AssumeRole" : `sts:AssumeRole, call ${index + 1} of ${calls}`;
  return [
    `${title}, with ${credentials}`,
    ...Object.entries(request).map(([name, value]) => {
      const isPolicy = name === "Policy" && typeof value === "string";
      const text = isPolicy ? JSON.stringify(JSON.parse(value), undefined, 2) : showValue(value);
      return `  ${name}: ${text.replaceAll("\n", "\n  ")}`;
    }),
  ];
}

function showValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function printNear({ grant, description, missing, conditions }: NearGrant, palette: Palette): readonly string[] {
  const held = conditions.length - missing.length;
  return [
    `Near: grant ${palette.strong(grant)}${description === undefined ? "" : `: ${description}`} (${held} of ${conditions.length} conditions hold); missing:`,
    ...printConditions(missing, palette, "holds"),
  ];
}
