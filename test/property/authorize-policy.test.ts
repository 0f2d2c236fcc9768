import fc from "fast-check";
import { expect, test } from "vitest";
import { renderPolicy } from "../../shared/authorize/render-policy.ts";
import type { PolicyTemplate } from "../../shared/model/policy-document.ts";
import { aCaller, claim, codeOf, pathClaim } from "../support/policy-fixtures.ts";

const policy: PolicyTemplate = {
  members: {
    Version: "2012-10-17",
    Statement: [
      {
        members: {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:List*"],
          Resource: [
            "arn:aws:s3:::exports",
            { template: ["arn:aws:s3:::exports/", claim("x"), "/*"], place: "resource" },
            { template: ["arn:aws:s3:::exports/", pathClaim("y"), "/*"], place: "resource" },
          ],
          Condition: {
            members: { StringLike: { members: { "s3:prefix": { template: [claim("z")], place: "condition" } } } },
          },
        },
      },
      { members: { Effect: "Deny", Action: "*", Resource: "*", Count: 1, Flag: false } },
    ],
  },
};

/** The same policy with the three values put in by hand. */
function expected(x: string, y: string, z: string): unknown {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:List*"],
        Resource: ["arn:aws:s3:::exports", `arn:aws:s3:::exports/${x}/*`, `arn:aws:s3:::exports/${y}/*`],
        Condition: { StringLike: { "s3:prefix": z } },
      },
      { Effect: "Deny", Action: "*", Resource: "*", Count: 1, Flag: false },
    ],
  };
}

const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."abZ09_-.@=,+/: "), maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom("a", ".", "/", "*", "?", "$", "{", "}", '"', "\\", "`", "'", "\n", "\r", "\0", "é", "\ud800"),
    maxLength: 6,
  }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom('","Action":"*', "\u0024{aws:username}", "..", "$&", "__proto__", "x".repeat(256), "x".repeat(257)),
);

test("a policy is refused or has its author's structure, with the values as data", () => {
  let rendered = 0;
  fc.assert(
    fc.property(value, value, value, (x, y, z) => {
      const values = { caller: aCaller({ x, y, z }), parameters: new Map<string, string>(), grant: "nightly" };
      const code = codeOf(() => renderPolicy(policy, values, []));
      expect(["allowed", "NotGranted"]).toContain(code);
      if (code === "NotGranted") return;
      rendered += 1;
      expect(JSON.parse(renderPolicy(policy, values, []))).toEqual(expected(x, y, z));
      for (const one of [x, y, z]) {
        expect(one).not.toMatch(/[*?$\\{}"'`\p{Cc}]|[^ -~]/u);
        expect(one.length).toBeGreaterThan(0);
      }
      expect(x).not.toMatch(/[/: ]|^\.\.?$/);
      expect(y.split("/").some((segment) => ["", ".", ".."].includes(segment))).toBe(false);
    }),
    { numRuns: 3_000 },
  );
  // Some thirty of three thousand: none would mean that the property was never put to the test.
  expect(rendered).toBeGreaterThan(5);
});
