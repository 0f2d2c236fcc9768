import type { Grant } from "../../../model/policy-document.ts";
import { stsSeconds } from "../../../model/sts-seconds.ts";
import type { LintRule, LintSubject, Report } from "../lint-rule.ts";

/** SDKs fetch anew when 15 to 16 minutes remain. */
const shortSeconds = 1_800;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
export const durations: LintRule = ({ document, issuers }, report) => {
  for (const grant of document.grants) {
    const { name, durationSeconds, via, oneTime } = grant;
    const path = ["grants", name, "assume", "duration"];
    lintCap(grant, issuers, report);
    if (durationSeconds < shortSeconds) {
      const rule = `is ${durationSeconds / 60} minutes: SDKs renew it all the time, each time by a call to STS`;
      report("short-duration", path, rule, "use at least 30m, unless the session must end that soon");
    }
    if (durationSeconds > stsSeconds.mostOfChain && via.length === 0) {
      const rule = "is over an hour, which AWS may refuse since this service runs as a role itself: a chain";
      report("duration-over-chain", path, rule, "ask `vend doctor`, or use at most 1h");
    }
    if (oneTime && durationSeconds < stsSeconds.mostOfChain) {
      const rule = "takes a token once: a job that outlives its session needs another token to renew it";
      report(
        "one-time-renewal",
        ["grants", name, "oneTime"],
        rule,
        "use duration: 1h, or renew the token file each time",
      );
    }
  }
};

/** What is left of a token is under its whole life from the first second on, and rounded down to 5 minutes. */
function lintCap({ name, capAt, when }: Grant, issuers: LintSubject["issuers"], report: Report): void {
  if (capAt === undefined) return;
  for (const issuerName of when.issuers) {
    const lifeSeconds = issuers.get(issuerName)?.maxTokenLifetimeSeconds;
    if (lifeSeconds === undefined || lifeSeconds > stsSeconds.mostOfChain) continue;
    const tokens = `the tokens of ${issuerName} live ${Math.floor(lifeSeconds / 60)} minutes at most (maxTokenLifetime)`;
    const path = ["grants", name, "assume", "capAt"];
    if (lifeSeconds <= stsSeconds.least) {
      report("cap-under-shortest", path, `leaves no session: ${tokens}, and STS gives none under 15`, "drop capAt");
    } else {
      const repair = "renew the token file 20 minutes before the token ends, or drop capAt";
      report("cap-renewal", path, `makes sessions short: ${tokens}, and SDKs renew when 15 remain`, repair);
    }
  }
}
