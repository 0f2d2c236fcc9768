import { describe, expect, test } from "vitest";
import { findShadowGrants } from "../../../shared/authorize/find-shadow-grants.ts";
import type { Grant } from "../../../shared/model/policy-document.ts";
import {
  aCaller,
  aDenial,
  aGrant,
  anAsk,
  aPolicyMap,
  aTag,
  aTarget,
  claim,
  conditions,
  facts,
  param,
  where,
} from "../../support/policy-fixtures.ts";

const away = conditions({ network: { cidrs: ["192.0.2.0/24"], vpcEndpointIds: [] } });
const tried = aGrant({ name: "tried", mode: "shadow" });

const find = (grants: readonly Grant[], ask = anAsk(), caller = aCaller()) =>
  findShadowGrants(aPolicyMap({ grants }), caller, ask, facts());

describe("no grant is named", () => {
  test("those that this request would have got, their conditions included", () => {
    expect(find([aGrant(), tried, aGrant({ name: "away", mode: "shadow", when: away })])).toEqual(["tried"]);
  });

  test("also where they are all that the caller has", () => {
    expect(find([tried])).toEqual(["tried"]);
    expect(find([tried, aGrant({ name: "also", mode: "shadow" })])).toEqual(["tried", "also"]);
    expect(find([aGrant({ name: "away", mode: "shadow", when: away })])).toEqual([]);
  });

  test("also where the live one refuses, or the caller would have to name one", () => {
    expect(find([aGrant({ when: away }), tried])).toEqual(["tried"]);
    expect(find([aGrant(), aGrant({ name: "two" }), tried])).toEqual(["tried"]);
  });

  test("nobody else's", () => {
    const others = conditions({ claims: [where("sub", "somebody-else")] });
    expect(find([aGrant({ name: "tried", mode: "shadow", when: others })])).toEqual([]);
  });
});

describe("a grant is named", () => {
  test("itself, where it is in shadow, and no other", () => {
    const grants = [aGrant(), tried, aGrant({ name: "also", mode: "shadow" })];
    expect(find(grants, anAsk({ grant: "tried" }))).toEqual(["tried"]);
    expect(find(grants, anAsk({ grant: "nightly-report" }))).toEqual([]);
    expect(find(grants, anAsk({ grant: "nonexistent" }))).toEqual([]);
  });

  test("not where it is somebody else's", () => {
    const others = conditions({ claims: [where("sub", "somebody-else")] });
    expect(find([aGrant({ name: "tried", mode: "shadow", when: others })], anAsk({ grant: "tried" }))).toEqual([]);
  });
});

describe("what would have been refused is none", () => {
  const cases: readonly [what: string, grant: Partial<Grant>, ask: Parameters<typeof anAsk>[0]][] = [
    ["a condition", { when: away }, {}],
    ["an account that it does not cover", {}, { account: "archive" }],
    ["an account that must be named", { targets: [aTarget(), aTarget({ account: "archive" })] }, {}],
    ["a duration", {}, { durationSeconds: 3_601 }],
    ["a parameter", { parameters: [{ name: "dataset", pattern: "[a-z]+", description: undefined }] }, {}],
    ["a claim that is missing", { tags: [aTag("team", claim("nowhere"))] }, {}],
  ];
  test.each(cases)("by %s", (_what, grant, ask) => {
    expect(find([{ ...tried, ...grant }], anAsk(ask))).toEqual([]);
    expect(find([{ ...tried, ...grant }], anAsk({ ...ask, grant: "tried" }))).toEqual([]);
  });

  test("by the deny list", () => {
    const map = aPolicyMap({ grants: [tried], deny: [aDenial({ claims: [where("sub", "report-runner")] })] });
    expect(findShadowGrants(map, aCaller(), anAsk(), facts())).toEqual([]);
  });

  test("by a fault of the map, which is none of the request's", () => {
    const parameters = [{ name: "team", pattern: ".*", description: undefined }];
    const grant = { ...tried, parameters, tags: [aTag("team", param("team"))] };
    expect(find([grant], anAsk({ parameters: { team: "admins" } }))).toEqual([]);
  });
});
