import { describe, expect, test } from "vitest";
import { createAuditLog } from "../../../shared/adapters/audit-log.ts";
import { createMetrics } from "../../../shared/adapters/metrics.ts";
import type { AuditRecord } from "../../../shared/model/ports.ts";
import { captureOutput } from "../../support/capture-output.ts";
import { alarmMetrics } from "./alarm-metrics.ts";
import { dashboardMetrics } from "./dashboard-metrics.ts";
import { evaluateFilterPattern } from "./evaluate-filter-pattern.ts";
import { filteredMetrics } from "./filtered-metrics.ts";
import { isPublished } from "./is-published.ts";
import type { NamedMetric } from "./named-metric.ts";
import { ofType } from "./of-type.ts";
import { selectValue } from "./select-value.ts";
import type { Template } from "./template.ts";

const service = "credential-vending-api-production";

/** One of the things that an alarm reckons with. */
interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: object;
}

const asked = { requestId: "request-1", route: "GET /v1/credentials/{grant}", status: 200 };
const records = {
  vended: {
    ...asked,
    outcome: "vended",
    sessionFrom: "sts",
    policyMapDigest: "19c8570e69927352",
    stepMs: { load: 0.1, authenticate: 1, authorize: 0.1, vend: 80 },
  },
  listed: { ...asked, outcome: "listed" },
  refused: { ...asked, outcome: "refused", status: 403, code: "NotGranted", reason: "no grant has that name" },
  failed: { ...asked, outcome: "failed", status: 503, code: "UpstreamUnavailable", reason: "STS: timed out" },
} as const satisfies Record<string, AuditRecord>;

/** As the service writes it. */
function lineOf(record: AuditRecord): string {
  return writtenBy(() => createAuditLog(service)(record));
}

function writtenBy(write: () => void): string {
  const capture = captureOutput();
  try {
    write();
  } finally {
    capture.stop();
  }
  return capture.text().trimEnd();
}

const counted = (name: string, dimensions: Readonly<Record<string, string>>): NamedMetric => ({
  namespace: "CredentialVending",
  name,
  dimensions: { service, ...dimensions },
});

/** Tests of metrics: that what is looked at is published, and what is made of audit records. `full` is there once the tests run. */
export function describeMetrics(full: () => Template): void {
  const unpublished = (metrics: readonly NamedMetric[]) => metrics.filter((metric) => !isPublished(metric, full()));

  describe("metrics of alarms", () => {
    test("are such as are published, of this stage alone", () => {
      const metrics = ofType(full(), "AWS::CloudWatch::Alarm").flatMap(alarmMetrics);
      expect(metrics.length).toBeGreaterThan(50);
      expect(unpublished(metrics)).toEqual([]);
    });

    test("are all reckoned with, and expressions name no other", () => {
      for (const { Properties } of ofType(full(), "AWS::CloudWatch::Alarm")) {
        const queries: readonly Query[] = Properties["Metrics"] ?? [];
        const expressions = queries.map(({ Expression }) => Expression ?? "").join(" ");
        const named = new Set(expressions.match(/\b[a-z]\w*/g) ?? []);
        const metrics = queries.filter(({ MetricStat }) => MetricStat !== undefined).map(({ Id }) => Id);
        if (expressions.includes("METRICS()")) for (const id of metrics) named.add(id);
        const shown = queries.filter(({ ReturnData }) => ReturnData !== false).map(({ Id }) => Id);
        const ids = queries.map(({ Id }) => Id);
        expect([Properties["AlarmName"], [...named].filter((id) => !ids.includes(id))]).toEqual([
          Properties["AlarmName"],
          [],
        ]);
        expect([Properties["AlarmName"], ids.filter((id) => !named.has(id) && !shown.includes(id))]).toEqual([
          Properties["AlarmName"],
          [],
        ]);
        const band = Properties["ThresholdMetricId"];
        expect(shown.filter((id) => id !== band)).toHaveLength(queries.length === 0 ? 0 : 1);
      }
    });

    /** DynamoDB publishes nothing where nothing was throttled, and an alarm on its metrics themselves ignores that for ever. */
    test("of DynamoDB are filled where they are missing", () => {
      const alarms = ofType(full(), "AWS::CloudWatch::Alarm").filter((alarm) =>
        alarmMetrics(alarm).some(({ namespace }) => namespace === "AWS/DynamoDB"),
      );
      expect(alarms).toHaveLength(2);
      for (const { Properties } of alarms) {
        const queries: readonly Query[] = Properties["Metrics"] ?? [];
        const [{ Expression = "" } = {}, ...others] = queries.filter((query) => "Expression" in query);
        expect(others).toEqual([]);
        const filled = queries.filter(({ MetricStat }) => MetricStat !== undefined).map(({ Id }) => `FILL(${Id}, 0)`);
        expect(Expression).toBe(filled.join(" + "));
      }
    });
  });

  describe("metrics of audit records", () => {
    const refusal = (outcome: string, code: string) => [counted("Answers", { outcome }), counted("Refusals", { code })];
    const groups = {
      VendDashcredentialsLogGroup: true,
      AssumeDashroleDashwithDashwebDashidentityLogGroup: true,
      UnmatchedDashrouteLogGroup: true,
      // No session comes of a list.
      ListDashgrantsLogGroup: false,
    };
    const filtersOf = (group: string) =>
      ofType(full(), "AWS::Logs::MetricFilter").filter(({ Properties }) => Properties["LogGroupName"].Ref === group);

    test("are of all groups with the audit records of those who ask for something", () => {
      const watched = ofType(full(), "AWS::Logs::MetricFilter").map(({ Properties }) => Properties["LogGroupName"].Ref);
      expect([...new Set(watched)].sort()).toEqual(Object.keys(groups).sort());
    });

    test.each(Object.entries(groups))("are counted once for each line of %s", (group, vends) => {
      const made = (record: AuditRecord) =>
        filtersOf(group).flatMap((filter) => filteredMetrics(filter, lineOf(record)));
      expect(made(records.refused)).toEqual(refusal("refused", "NotGranted"));
      expect(made(records.failed)).toEqual(refusal("failed", "UpstreamUnavailable"));
      expect(made(records.listed)).toEqual([counted("Answers", { outcome: "listed" })]);
      if (vends) {
        const vended = [counted("Answers", { outcome: "vended" }), counted("Sessions", { sessionFrom: "sts" })];
        expect(made(records.vended)).toEqual(vended);
      }
    });

    test("are such as alarms and the dashboard may ask for", () => {
      const filters = ofType(full(), "AWS::Logs::MetricFilter");
      const made = Object.values(records).flatMap((record) =>
        filters.flatMap((filter) => filteredMetrics(filter, lineOf(record))),
      );
      expect(made.length).toBeGreaterThan(20);
      expect(unpublished(made)).toEqual([]);
    });

    test("come of no other line", () => {
      const lines = [
        writtenBy(() => createMetrics(service)({ PolicyMapRefused: 1 }, new Date())),
        '{"level":"WARN","message":"sts","sts":{"code":"Throttled"}}',
        "START RequestId: 8e5f Version: $LATEST",
      ];
      for (const filter of ofType(full(), "AWS::Logs::MetricFilter")) {
        expect(lines.flatMap((line) => filteredMetrics(filter, line))).toEqual([]);
      }
    });

    test.each([
      "audit refused",
      '{ $.audit.outcome != "vended" }',
      '{ ($.audit.outcome = "a") && ($.audit.outcome = "b") }',
      '{ $.audit.outcome = "a" || $.audit.outcome = "b" }',
      "{ $.audit.status = 500 }",
    ])("are evaluated by no pattern that is not known here: %s", (pattern) => {
      expect(() => evaluateFilterPattern(pattern, "{}")).toThrow(/^.+: is no /);
    });
  });

  describe("the dashboard", () => {
    const read = () => {
      const body: string = full().Resources["Dashboard"]?.Properties["DashboardBody"]["Fn::Sub"];
      return { body, widgets: JSON.parse(body).widgets };
    };

    test("is one, of what there is", () => {
      const { body, widgets } = read();
      expect(widgets).toHaveLength(12);
      const referred = Array.from(body.matchAll(/\$\{([A-Za-z]+)\}/g), ([, name]) => name);
      expect(Object.keys(full().Resources)).toEqual(expect.arrayContaining(referred));
    });

    test("shows metrics that are published", () => {
      const metrics = read().widgets.flatMap(({ properties }: { properties: { metrics?: [] } }) =>
        dashboardMetrics(properties.metrics ?? []),
      );
      expect(metrics.length).toBeGreaterThan(25);
      expect(unpublished(metrics)).toEqual([]);
    });

    test("asks logs for what audit records have", () => {
      const queries = JSON.stringify(
        read().widgets.map(({ properties }: { properties: { query?: string } }) => properties.query),
      );
      const members = new Set(queries.match(/\baudit\.[A-Za-z.]+/g));
      expect(members.size).toBeGreaterThan(2);
      expect([...members].filter((name) => selectValue(`$.${name}`, lineOf(records.vended)) === undefined)).toEqual([]);
    });
  });
}
