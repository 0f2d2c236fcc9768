import { checkParameters } from "../../authorize/check-parameters.ts";
import { chooseTarget } from "../../authorize/choose-target.ts";
import { sessionDuration } from "../../authorize/session-duration.ts";
import type { Grant } from "../../model/policy-document.ts";
import { Refusal } from "../../model/refusal.ts";
import type { CredentialsAsk } from "../../model/request.ts";
import { stsSeconds } from "../../model/sts-seconds.ts";
import type { ConditionResult } from "./explanation.ts";

/** What was asked for, against what the grant gives: account, duration, parameters. Only where there is something to say. */
export function explainAsk(grant: Grant, ask: CredentialsAsk, leftSeconds: number): readonly ConditionResult[] {
  return [
    ...explainAccount(grant, ask),
    ...explainDuration(grant, ask),
    ...explainCap(grant, leftSeconds),
    ...explainParameters(grant, ask),
  ];
}

function explainAccount(grant: Grant, ask: CredentialsAsk): readonly ConditionResult[] {
  if (ask.account === undefined && grant.targets.length === 1) {
    return [];
  }
  const names = grant.targets.map((target) => target.account ?? "(none)");
  return [
    {
      kind: "account",
      subject: "account",
      expected: names.length === 1 ? names.join("") : `one of ${names.join(", ")}`,
      found: ask.account ?? "not named",
      holds: !refuses(() => chooseTarget(grant, ask)),
    },
  ];
}

function explainDuration(grant: Grant, ask: CredentialsAsk): readonly ConditionResult[] {
  if (ask.durationSeconds === undefined) {
    return [];
  }
  return [
    {
      kind: "duration",
      subject: "duration",
      expected: `${stsSeconds.least} to ${grant.durationSeconds} s`,
      found: `${ask.durationSeconds} s`,
      // What is left of the token is another condition.
      holds: !refuses(() => sessionDuration(grant, ask.durationSeconds, Number.POSITIVE_INFINITY)),
    },
  ];
}

function explainCap(grant: Grant, leftSeconds: number): readonly ConditionResult[] {
  if (grant.capAt === undefined) return [];
  return [
    {
      kind: "duration",
      subject: "the token's end",
      expected: "in more than 15 minutes: no session outlives the token",
      found: `in ${Math.floor(leftSeconds)} s`,
      holds: !refuses(() => sessionDuration(grant, undefined, leftSeconds)),
    },
  ];
}

/** Each declared parameter by the service's own check, as if it were the only one, and each that is not declared. */
function explainParameters(grant: Grant, ask: CredentialsAsk): readonly ConditionResult[] {
  const declared = grant.parameters.map((parameter): ConditionResult => {
    const value = ask.parameters.get(parameter.name);
    const alone = new Map(value === undefined ? [] : [[parameter.name, value]]);
    return {
      kind: "parameter",
      subject: `parameter ${parameter.name}`,
      expected: `text that matches ${parameter.pattern} as a whole`,
      found: value === undefined ? "missing" : JSON.stringify(value),
      holds: !refuses(() => checkParameters({ ...grant, parameters: [parameter] }, alone)),
    };
  });
  const names = new Set(grant.parameters.map(({ name }) => name));
  const undeclared = [...ask.parameters].filter(([name]) => !names.has(name));
  return [
    ...declared,
    ...undeclared.map(
      ([name, value]): ConditionResult => ({
        kind: "parameter",
        subject: `parameter ${name}`,
        expected: "not sent: the grant does not declare it",
        found: JSON.stringify(value),
        holds: false,
      }),
    ),
  ];
}

function refuses(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof Refusal) {
      return true;
    }
    throw error;
  }
}
