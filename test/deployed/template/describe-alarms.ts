import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ofType } from "./of-type.ts";
import { parametersOf } from "./parameters-of.ts";
import { resolveTemplate } from "./resolve-template.ts";
import type { Template } from "./template.ts";

/** The template with nothing switched on, and that of production with everything; there once the tests run. */
interface Templates {
  readonly plain: () => Template;
  readonly full: () => Template;
}

/** What tells of an intrusion is not over once it is no longer seen, so that nobody is told that it were. */
const neverOver = ["hostile-vended", "shared-session-refused"];

/** Tests of alarms: when there are which, what they say, and to whom. What they look at is in `describe-metrics.ts`. */
export function describeAlarms({ plain, full }: Templates): void {
  describe("alarms", () => {
    test("come with what they watch", () => {
      const alarmsWith = (env: Readonly<Record<string, string>>) =>
        Object.keys(resolveTemplate(plain(), parametersOf({ ALARMS: "on", ...env })).Resources).filter((name) =>
          name.endsWith("Alarm"),
        );
      const always = alarmsWith({});
      const others = Object.entries({
        PROBE_GRANT: ["ProbeFails", "ProbeSlow", "HostileVended", "HostileUnjudged"],
        VPC_ENDPOINT_IDS: ["PrivateApiFaults", "PrivateApiLatency"],
        REPLAY_TABLE: ["ReplayTable"],
        SHARED_SESSIONS_TABLE: [
          "SharedSessionRefused",
          "SharedSessionsDenied",
          "SharedSessionsUnavailable",
          "SharedSessionsTable",
        ],
        KEY_SETS: ["KeySetsFetchFailed", "KeySetsAge", "KeyRefreshErrors"],
      });
      for (const [variable, names] of others) {
        const added = alarmsWith({ [variable]: "something" }).filter((name) => !always.includes(name));
        expect([variable, added.sort()]).toEqual([variable, names.map((name) => `${name}Alarm`).sort()]);
      }
    });

    test("that page say when it is over, but for what is not over then; tickets do not", () => {
      for (const { Properties } of ofType(full(), "AWS::CloudWatch::Alarm")) {
        const name = Properties["AlarmName"].replace("credential-vending-api-production-", "");
        const pages = JSON.stringify(Properties["AlarmActions"]).includes("PagingTopic");
        const expected = pages && !neverOver.includes(name) ? Properties["AlarmActions"] : [];
        expect([name, Properties["OKActions"] ?? []]).toEqual([name, expected]);
        const topic = pages ? "paging" : "ticket";
        expect(readFileSync("docs/operate.md", "utf8")).toMatch(
          new RegExp(`^\\| [^|]*\`${name}\`[^|]* \\| ${topic} \\|`, "m"),
        );
      }
    });

    test("say what is wrong, whom it reaches, and where a way out of it is written", () => {
      const runbook = readFileSync("docs/operate.md", "utf8");
      const anchors = Array.from(runbook.matchAll(/^### ([a-z-]+)$/gm), ([, anchor]) => anchor);
      const described = new Set<string | undefined>();
      for (const { Properties } of ofType(full(), "AWS::CloudWatch::Alarm")) {
        const [, anchor] = /^[A-Z][^#]+[a-z]\. docs\/operate\.md#([a-z-]+)$/.exec(Properties["AlarmDescription"]) ?? [];
        expect(anchors, Properties["AlarmName"]).toContain(anchor);
        described.add(anchor);
        expect(runbook, Properties["AlarmName"]).toContain(
          `\`${Properties["AlarmName"].replace("credential-vending-api-production-", "")}\``,
        );
        expect(Properties["AlarmActions"]).toHaveLength(1);
      }
      expect(anchors.filter((anchor) => !described.has(anchor))).toEqual([]);
    });
  });
}
