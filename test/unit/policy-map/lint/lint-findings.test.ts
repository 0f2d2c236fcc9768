import { describe, expect, test } from "vitest";
import { lintPolicyMap } from "../../../../shared/policy-map/lint/lint-policy-map.ts";
import { aDocument, aGrant, conditions, where } from "../../../support/policy-fixtures.ts";
import { lintExample } from "./lint-examples.ts";
import { claims } from "./lint-rows.ts";

describe("what findings say", () => {
  test("place, rule and repair", () => {
    expect(lintExample(claims("kubernetes\\.io.namespace: { prefix: etl }"))).toEqual([
      {
        lint: "prefix-without-separator",
        path: ["grants", "job", "when", "claims", "kubernetes\\.io.namespace", "prefix"],
        message: 'takes "etl-evil" as well',
        repair:
          "a value that goes on behind it matches too: end it with a separator, or write the values out with oneOf",
        level: "warning",
      },
    ]);
  });

  test("a finding over many grants names the first five", () => {
    const names = Array.from({ length: 9 }, (_, index) => `job-${index}: {}`);
    const [ambiguous] = lintExample(`grants: { ${names.join(", ")} }`).filter(
      ({ lint }) => lint === "ambiguous-grants",
    );
    expect(ambiguous?.path).toEqual(["grants", "job-0"]);
    expect(ambiguous?.message).toContain("job-1, job-2, job-3, job-4, job-5 and 3 more");
  });

  test("one denial of several grants is one finding", () => {
    const found = lintExample(
      "grants: { one: {}, two: {}, three: {} }\ndeny: [{ issuer: corp, claims: { sub: report-runner }, reason: x }]",
    ).filter(({ lint }) => lint === "denied-entirely");
    expect(found.map(({ path }) => path)).toEqual([["grants", "one"]]);
    expect(found[0]?.message).toContain("two and three");
  });

  test("no external ID is in them", () => {
    const text = JSON.stringify(
      lintExample(
        "accounts: { a: { id: '444455556666', externalId: sesame }, b: { id: '777788889999', externalId: sesame } }\ngrants: { job: { assume: { role: x, accounts: [a, b] } } }",
      ),
    );
    expect(text).toContain("weak-external-id");
    expect(text).toContain("shared-external-id");
    expect(text).not.toContain("sesame");
  });

  test("two conditions on one claim, which no author can write, are compared", () => {
    const lints = (value: string) => {
      const when = conditions({ claims: [where("env", value), where("env", { kind: "prefix", prefix: "prod" })] });
      return lintPolicyMap(aDocument({ grants: [aGrant({ when })] })).map(({ lint }) => lint);
    };
    expect(lints("test")).toContain("claims-cannot-hold");
    expect(lints("prod-1")).not.toContain("claims-cannot-hold");
  });
});
