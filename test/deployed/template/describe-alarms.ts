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

/** One of the metrics that an alarm reckons with; an expression has no statistic. */
interface Measured {
  readonly MetricStat?: { readonly Metric: object };
}

/** Tests of what an operator is told: alarms, and the dashboard. */
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

    test("are raised for what the service counts, of this stage alone", () => {
      const counted = readFileSync("shared/adapters/metrics.ts", "utf8");
      const asked = ofType(full(), "AWS::CloudWatch::Alarm").flatMap(({ Properties }) => [
        Properties,
        ...(Properties["Metrics"] ?? []).map(({ MetricStat }: Measured) => MetricStat?.Metric),
      ]);
      const own = asked.filter((metric) => metric?.["Namespace"] === "CredentialVending");
      expect(own.length).toBeGreaterThan(10);
      for (const { MetricName, Dimensions } of own) {
        expect(["Answers", "Refusals"].includes(MetricName) || counted.includes(MetricName), MetricName).toBe(true);
        expect(Dimensions).toContainEqual({ Name: "service", Value: "credential-vending-api-production" });
      }
    });
  });

  test("the dashboard is one, of what there is", () => {
    const body: string = full().Resources["Dashboard"]?.Properties["DashboardBody"]["Fn::Sub"];
    const { widgets } = JSON.parse(body.replaceAll(/\$\{[A-Za-z:]+\}/g, "filled-in"));
    expect(widgets).toHaveLength(12);
    const referred = Array.from(body.matchAll(/\$\{([A-Za-z]+)\}/g), ([, name]) => name);
    expect(Object.keys(full().Resources)).toEqual(expect.arrayContaining(referred));
  });
}
