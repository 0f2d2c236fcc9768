import { describe, expect, it } from "vitest";
import type { Grant } from "../../../shared/model/policy-document.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { problemsOf } from "./break-map.ts";

/** A map with these defaults, from line 3 on, and these grants, a line each, from line 12 on. */
function mapOf(defaults: string, ...grants: readonly string[]): string {
  return `version: 1
defaults:
  ${defaults.split("\n").join("\n  ")}${"\n".repeat(7 - defaults.split("\n").length)}
issuers: { corp: { issuer: "https://idp.corp.example", audience: vend, keys: { discovery: true }, algorithms: [ES256] } }
grants:
${grants.map((grant, index) => `  g${index}: { when: { issuer: corp, claims: { sub: x, team: y } }, ${grant} }`).join("\n")}
`;
}

const role = 'role: "arn:aws:iam::111122223333:role/r"';

function grantsOf(defaults: string, ...grants: readonly string[]): readonly Grant[] {
  return parsePolicyMap(mapOf(defaults, ...grants), "map.yaml").grants;
}

const all = `assume:
  { duration: 2h, sessionName: "{grant}", sourceIdentity: "{claims.sub}", tags: { team: "{claims.team}", by: vend }, transitiveTags: [team], policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }
format: process
accountId: true
allowShort: true`;

describe("defaults", () => {
  it("are what a grant gets that says nothing", () => {
    expect(grantsOf(all, `assume: { ${role} }`)[0]).toMatchObject({
      durationSeconds: 7200,
      sessionName: [{ from: "grant" }],
      sourceIdentity: [{ from: "claims", path: ["sub"] }],
      tags: [
        { key: "team", value: [{ from: "claims", path: ["team"] }] },
        { key: "by", value: ["vend"] },
      ],
      transitiveTagKeys: ["team"],
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      format: "process",
      answersAccountId: true,
    });
  });

  it("give way to what a grant says; tags one by one, lists whole", () => {
    const own = `assume: { ${role}, duration: 15m, sessionName: own, sourceIdentity: me, tags: { by: me, more: "1" }, transitiveTags: [], policyArns: [] }, format: env, accountId: false`;
    expect(grantsOf(all, own)[0]).toMatchObject({
      durationSeconds: 900,
      sessionName: ["own"],
      sourceIdentity: ["me"],
      tags: [
        { key: "team", value: [{ from: "claims", path: ["team"] }] },
        { key: "by", value: ["me"] },
        { key: "more", value: ["1"] },
      ],
      transitiveTagKeys: [],
      policyArns: [],
      format: "env",
      answersAccountId: false,
    });
  });

  it("may be empty, and then change nothing", () => {
    const plain = grantsOf("{}", `assume: { ${role} }`);
    expect(plain).toEqual(grantsOf("assume: {}", `assume: { ${role} }`));
    expect(plain[0]).toMatchObject({ durationSeconds: 3600, format: "container", tags: [], policyArns: [] });
  });

  it.each([
    [
      "a value that fits no grant, which is wrong once, in the defaults",
      "assume: { duration: 13h }",
      [`assume: { ${role} }`, `assume: { ${role} }`, `assume: { ${role} }`],
      "3:23 defaults.assume.duration: 13h is over the limit of 12 hours (in g0 and 2 more); use at most 12h",
    ],
    [
      "a value that does not fit one grant",
      "assume: { duration: 2h }",
      [`assume: { ${role} }`, `assume: { ${role}, via: ["arn:aws:iam::111122223333:role/hub"] }`],
      "3:23 defaults.assume.duration: 2h is over the one-hour limit of a role chain (in g1); use at most 1h",
    ],
    [
      "a value of its own, which is wrong in the grant",
      "assume: { duration: 2h }",
      [`assume: { ${role}, duration: 13h }`],
      `12:124 grants.g0.assume.duration: 13h is over the limit of 12 hours; use at most 12h`,
    ],
    [
      "a short duration of which only one grant says that it is meant",
      "assume: { duration: 20m }",
      [`assume: { ${role} }, allowShort: true`, `assume: { ${role} }`],
      "3:23 defaults.assume.duration: 20m is under 30 minutes, which SDKs would refresh all the time (in g1); use at least 30m, or say allowShort: true in the grant",
    ],
    [
      "a claim that not each grant guarantees",
      'assume: { sessionName: "{claims.jti}" }',
      [`assume: { ${role} }`],
      "3:26 defaults.assume.sessionName: uses the claim jti, which a caller may lack (in g0); add a matcher for it to when.claims (exists: true suffices), or add it to requiredClaims of every issuer",
    ],
    [
      "a parameter in a source identity",
      'assume: { sourceIdentity: "{params.x}" }',
      [`assume: { ${role} }`],
      "3:29 defaults.assume.sourceIdentity: uses the parameter x: a caller can never choose its source identity (in g0); use a claim, {grant}, {issuer} or fixed text",
    ],
    [
      "a tag beside a sound one of the grant",
      'assume: { tags: { a: "*" } }',
      [`assume: { ${role}, tags: { b: x } }`],
      "3:24 defaults.assume.tags.a: has characters that STS does not take (in g0); use letters, digits, spaces and _.:/=+-@",
    ],
    [
      "a grant's tag that differs from a default one by case",
      "assume: { tags: { team: x } }",
      [`assume: { ${role}, tags: { Team: x } }`],
      '12:122 grants.g0.assume.tags.Team: "Team" differs from an earlier tag only by case, which STS ignores; keep one of them',
    ],
    [
      "a transitive tag that is none",
      "assume: { transitiveTags: [team] }",
      [`assume: { ${role}, tags: { team: x } }`, `assume: { ${role} }`],
      '3:30 defaults.assume.transitiveTags[0]: "team" is not a tag of this grant (in g1); add it to tags',
    ],
    [
      "one-time grants of an issuer whose tokens may have no id",
      "oneTime: true",
      [`assume: { ${role} }`, `oneTime: false, assume: { ${role} }`],
      "3:12 defaults.oneTime: cannot be kept: the issuer corp lets tokens without an id in (in g0); add jti to issuers.corp.requiredClaims",
    ],
    [
      "an unknown key, beside which the grants are not looked at",
      "assume: { role: x }",
      ["assume: { role: nowhere }"],
      "3:13 defaults.assume.role: is not a known key; remove it; known here: duration, capAt, sessionName, sourceIdentity, tags, transitiveTags, policyArns",
    ],
    [
      "conditions, which have no defaults",
      "when: {}",
      [`assume: { ${role} }`],
      "3:3 defaults.when: is not a known key; remove it; known here: assume, format, accountId, allowShort, oneTime",
    ],
    ["nothing", "", [`assume: { ${role} }`], "2:1 defaults: has no value; write a mapping, or remove the key"],
  ])("have a problem: %s", (_what, defaults, grants, problems) => {
    expect(problemsOf(mapOf(defaults, ...grants))).toBe(problems);
  });
});

describe("anchors and merge keys", () => {
  const when = "when: { issuer: corp, claims: { sub: x } }";
  const map = (grants: string) => `version: 1
issuers: { corp: { issuer: "https://idp.corp.example", audience: vend, keys: { discovery: true }, algorithms: [ES256] } }
grants:
  a: &a { ${when}, assume: &assume { ${role}, duration: 2h, tags: { x: "1" } }, format: env }
${grants}
`;

  it("repeat what another grant says; what a grant says itself wins, wherever it stands", () => {
    const { grants } = parsePolicyMap(
      map(`  b: { <<: *a, format: ruby }
  c: { format: ruby, <<: *a }
  d: { <<: *a, assume: { <<: *assume, duration: 1h } }
  e: { <<: [{ mode: shadow }, *a, { mode: live, default: true }] }
  f: { <<: { <<: *a, format: php } }`),
      "map.yaml",
    );
    const [a, b, c, d, e, f] = grants;
    expect(a).toMatchObject({ name: "a", format: "env", durationSeconds: 7200 });
    expect(b).toEqual({ ...a, name: "b", format: "ruby" });
    expect(c).toEqual({ ...a, name: "c", format: "ruby" });
    expect(d).toEqual({ ...a, name: "d", durationSeconds: 3600 });
    expect(e).toEqual({ ...a, name: "e", mode: "shadow", isDefault: true });
    expect(f).toEqual({ ...a, name: "f", format: "php" });
  });

  it("are wrong where they are written, and once", () => {
    const text = map("  b: { <<: *a, mode: live }\n  c: { <<: *a }").replace("duration: 2h", "duration: 13h");
    expect(problemsOf(text)).toBe(
      "4:125 grants.a.assume.duration: 13h is over the limit of 12 hours (and in 2 more that share it); use at most 12h",
    );
  });

  it("are wrong in the one grant that they do not fit", () => {
    const text = map('  b: { <<: *a, assume: { <<: *assume, via: ["arn:aws:iam::111122223333:role/hub"] } }');
    expect(problemsOf(text)).toBe(
      "4:125 grants.b.assume.duration: 2h is over the one-hour limit of a role chain; use at most 1h",
    );
  });

  it("do not hide a key that is given twice", () => {
    expect(problemsOf(map("  b: { <<: *a, format: ruby, format: php }"))).toBe(
      "5:30 grants.b.format: is given twice; keep one of them",
    );
  });
});
