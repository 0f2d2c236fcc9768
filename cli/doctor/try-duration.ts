import type { AskSts, StsAnswer, StsCall, StsKeys } from "./sts-port.ts";
import type { Trouble } from "./trouble.ts";

const hourSeconds = 3_600;

/** Whether the grant's duration is possible, once the call itself is; where not, the longest that is, to the hour. */
export async function findDurationTrouble(
  ask: AskSts,
  call: StsCall,
  keys: StsKeys | undefined,
): Promise<Trouble | undefined> {
  // IAM lets no role have a maximum below an hour, and a chain lasts that long.
  if (call.durationSeconds <= hourSeconds) return undefined;
  const answer = await ask(call, keys);
  if (answer.isYes) return undefined;
  const { roleArn } = call;
  if (isChainLimit(answer)) {
    return {
      kind: "chain-limit",
      roleArn,
      message: `STS counts these credentials as the first of a chain, so that a session lasts one hour and not ${words(call.durationSeconds)}`,
      repair: "set the grant's duration to 1h: the service asks for one hour when STS says so",
      answer: `${answer.code}: ${answer.message}`,
    };
  }
  if (!/MaxSessionDuration/.test(answer.message)) {
    const message = `the role is given for 15 min, and not for ${words(call.durationSeconds)}`;
    const repair = "look for a condition on sts:DurationSeconds in the trust policy, or try again";
    return { kind: "other", roleArn, message, repair, answer: `${answer.code}: ${answer.message}` };
  }
  const longest = await longestHours(ask, call, keys);
  const name = roleArn.split("/").at(-1);
  return {
    kind: "duration",
    roleArn,
    message: `the role's maximum session duration is under the ${words(call.durationSeconds)} of the grant: ${longest} h is possible`,
    repair: `aws iam update-role --role-name ${name} --max-session-duration ${call.durationSeconds}, in its account; or set the grant's duration to ${longest}h`,
    answer: `${answer.code}: ${answer.message}`,
  };
}

/** The most whole hours that STS gives: at least one, less than what was asked for. */
async function longestHours(ask: AskSts, call: StsCall, keys: StsKeys | undefined): Promise<number> {
  let possible = 1;
  let impossible = Math.ceil(call.durationSeconds / hourSeconds);
  while (impossible - possible > 1) {
    const middle = Math.floor((possible + impossible) / 2);
    const answer = await ask({ ...call, durationSeconds: middle * hourSeconds }, keys);
    // Above the role's maximum, STS speaks of that; below, it may speak of the chain.
    if (answer.isYes || isChainLimit(answer)) possible = middle;
    else impossible = middle;
  }
  return possible;
}

function isChainLimit(answer: StsAnswer): boolean {
  return !answer.isYes && /role chaining/i.test(answer.message);
}

function words(seconds: number): string {
  return seconds % hourSeconds === 0 ? `${seconds / hourSeconds} h` : `${Math.round(seconds / 60)} min`;
}
