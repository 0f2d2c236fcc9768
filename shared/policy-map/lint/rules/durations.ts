import type { LintRule } from "../lint-rule.ts";

/** SDKs fetch anew when 15 to 16 minutes remain. */
const shortSeconds = 1_800;

/** The longest session of a role that is assumed with the credentials of another role. */
const chainedSeconds = 3_600;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
export const durations: LintRule = ({ document }, report) => {
  for (const { name, durationSeconds, via, oneTime } of document.grants) {
    const path = ["grants", name, "assume", "duration"];
    if (durationSeconds < shortSeconds) {
      const rule = `is ${durationSeconds / 60} minutes: SDKs renew it all the time, each time by a call to STS`;
      report("short-duration", path, rule, "use at least 30m, unless the session must end that soon");
    }
    if (durationSeconds > chainedSeconds && via.length === 0) {
      const rule = "is over an hour, which AWS may refuse since this service runs as a role itself: a chain";
      report("duration-over-chain", path, rule, "ask `vend doctor`, or use at most 1h");
    }
    if (oneTime && durationSeconds < chainedSeconds) {
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
