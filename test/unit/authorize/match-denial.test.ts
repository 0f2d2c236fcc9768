import { expect, test } from "vitest";
import { matchDenial } from "../../../shared/authorize/match-denial.ts";
import type { Claims } from "../../../shared/model/claims.ts";
import type { Matcher } from "../../../shared/model/policy-document.ts";

const banned: Matcher = { kind: "anyOf", values: ["banned"] };

test.each<[Matcher, unknown, boolean]>([
  [banned, ["banned"], true],
  [banned, "banned", true],
  [banned, [["banned"]], true],
  [banned, { 0: "banned" }, true],
  [banned, ["fine"], false],
  [banned, "fine", false],
  [banned, null, false],
  [banned, undefined, false],
  [{ kind: "equals", value: "banned" }, ["fine", "banned"], true],
  [{ kind: "equals", value: 1 }, ["1"], false],
  [{ kind: "prefix", prefix: "ban" }, [["banned"]], true],
  [{ kind: "allOf", values: ["a", "b"] }, [["a"], { b: "b" }], true],
  [{ kind: "allOf", values: ["a", "b"] }, "a", false],
  [{ kind: "noneOf", values: ["staff"] }, "guest", true],
  [{ kind: "noneOf", values: ["staff"] }, "staff", false],
  [{ kind: "exists" }, {}, true],
  [{ kind: "exists" }, null, false],
  [{ kind: "exists" }, undefined, false],
  [{ kind: "noneOf", values: ["staff"] }, [], true],
  [{ kind: "noneOf", values: ["staff"] }, null, false],
  [{ kind: "noneOf", values: ["staff"] }, undefined, false],
])("a denial by %j, of %j: %s", (matcher, value, holds) => {
  const claims = (value === undefined ? {} : { groups: value }) as Claims;
  expect(matchDenial({ path: ["groups"], matcher }).holds(claims)).toBe(holds);
});

test.each<[Matcher, unknown, boolean]>([
  [banned, { roles: ["banned"] }, true],
  [banned, [{ roles: ["banned"] }], true],
  [banned, [{ roles: ["fine"] }, [{ roles: "banned" }]], true],
  [banned, [{ roles: ["fine"] }, { other: ["banned"] }], false],
  [banned, ["banned"], false],
  [{ kind: "allOf", values: ["a", "b"] }, [{ roles: ["a"] }, { roles: ["b"] }], true],
  [{ kind: "noneOf", values: ["staff"] }, [{ roles: ["guest"] }, { roles: [] }], true],
  [{ kind: "noneOf", values: ["staff"] }, [{ roles: ["guest"] }, { roles: ["staff"] }], false],
  [{ kind: "exists" }, [{ roles: [] }], true],
  [{ kind: "exists" }, [{ roles: null }, {}], false],
])("a denial by %j of what is inside of %j: %s", (matcher, realm, holds) => {
  expect(matchDenial({ path: ["realm", "roles"], matcher }).holds({ realm } as Claims)).toBe(holds);
});
