import { describe, expect, it } from "vitest";
import type { ExternalId } from "../../../shared/model/policy-document.ts";
import { localExternalId } from "../../../shared/policy-map/local-external-id.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";
import { trustPolicies } from "../../../shared/policy-map/trust-policies.ts";

const service = "arn:aws:iam::000011112222:role/vend";
const hub = "arn:aws:iam::999988887777:role/hub";
const second = "arn:aws:iam::999988887777:role/second";
const target = "arn:aws:iam::111122223333:role/r";

const assume = (principal: string, action: unknown, externalId?: unknown) => ({
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: action,
  ...(externalId !== undefined && { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
});

/** The statements of each role, for grants that are given as the lines of their `assume`. */
function statements(...grants: readonly string[]): Record<string, unknown> {
  const text = `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: vend, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  plain: { id: "111122223333" }
  one: { id: "111122223333", externalId: one-7Qx2 }
  two: { id: "111122223333", externalId: two-9Zk4 }
  hub: { id: "999988887777", externalId: hub-3Lm8 }
grants:
${grants.map((grant, index) => `  g${index}:\n    when: { issuer: corp, claims: { sub: x } }\n    assume: { role: r, ${grant} }`).join("\n")}
`;
  const policies = trustPolicies(parsePolicyMap(text, "map.yaml"), service);
  return Object.fromEntries(
    [...policies].map(([arn, { Version, Statement }]) => {
      expect(Version).toBe("2012-10-17");
      return [arn, Statement];
    }),
  );
}

describe("trustPolicies", () => {
  it("lets the service assume a role, and no more", () => {
    expect(statements("account: plain")).toEqual({ [target]: [assume(service, "sts:AssumeRole")] });
  });

  it("asks for the external ID", () => {
    expect(statements("account: one")).toEqual({ [target]: [assume(service, "sts:AssumeRole", "one-7Qx2")] });
  });

  it("lets tags and a source identity be set, apart from the external ID", () => {
    const actions = ["sts:TagSession", "sts:SetSourceIdentity"];
    expect(statements('account: plain, tags: { a: b }, sourceIdentity: "{claims.sub}"')).toEqual({
      [target]: [assume(service, ["sts:AssumeRole", ...actions])],
    });
    expect(statements('account: one, tags: { a: b }, sourceIdentity: "{claims.sub}"')).toEqual({
      [target]: [assume(service, "sts:AssumeRole", "one-7Qx2"), assume(service, actions)],
    });
    expect(statements("account: one, tags: { a: b }")).toEqual({
      [target]: [assume(service, "sts:AssumeRole", "one-7Qx2"), assume(service, "sts:TagSession")],
    });
  });

  it("chains: each role trusts the one before it", () => {
    expect(statements(`account: plain, via: [${hub}, ${second}]`)).toEqual({
      [hub]: [assume(service, "sts:AssumeRole", "hub-3Lm8")],
      [second]: [assume(hub, "sts:AssumeRole", "hub-3Lm8")],
      [target]: [assume(second, "sts:AssumeRole")],
    });
  });

  it("passes the source identity on every hop, and tags that are not transitive on the last", () => {
    expect(statements(`account: plain, via: [${hub}], sourceIdentity: me, tags: { a: b }`)).toEqual({
      [hub]: [assume(service, "sts:AssumeRole", "hub-3Lm8"), assume(service, "sts:SetSourceIdentity")],
      [target]: [assume(hub, ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])],
    });
  });

  it("needs sts:TagSession on every hop for transitive tags: the first sets them, the others inherit them", () => {
    expect(statements(`account: plain, via: [${hub}, ${second}], tags: { a: b }, transitiveTags: [a]`)).toEqual({
      [hub]: [assume(service, "sts:AssumeRole", "hub-3Lm8"), assume(service, "sts:TagSession")],
      [second]: [assume(hub, "sts:AssumeRole", "hub-3Lm8"), assume(hub, "sts:TagSession")],
      [target]: [assume(second, ["sts:AssumeRole", "sts:TagSession"])],
    });
  });

  it("merges what several grants need of one role, for each principal by itself", () => {
    expect(statements("account: one", "account: two, tags: { a: b }", `account: one, via: [${hub}]`)).toEqual({
      [hub]: [assume(service, "sts:AssumeRole", "hub-3Lm8")],
      [target]: [
        assume(service, "sts:AssumeRole", ["one-7Qx2", "two-9Zk4"]),
        assume(service, "sts:TagSession"),
        assume(hub, "sts:AssumeRole", "one-7Qx2"),
      ],
    });
  });

  it("asks for no external ID where one of the grants sends none", () => {
    expect(statements("account: one", "account: plain")).toEqual({ [target]: [assume(service, "sts:AssumeRole")] });
  });

  describe("with references", () => {
    const text = `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: vend, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  a: { id: "111122223333", externalId: { ssm: /vend/a } }
  b: { id: "222233334444", externalId: { secret: vend/b } }
  c: { id: "333344445555", externalId: { secret: vend/c#externalId } }
  d: { id: "444455556666", externalId: d-7Qx2 }
grants:
  g: { when: { issuer: corp, claims: { sub: x } }, assume: { role: r, accounts: [a, b, c, d] } }
`;
    const document = parsePolicyMap(text, "map.yaml");
    const printed = (...more: [] | [(externalId: ExternalId) => string]) =>
      [...trustPolicies(document, service, ...more).values()].map(({ Statement: [statement] }) => {
        return statement?.Condition?.StringEquals["sts:ExternalId"];
      });

    it("prints a note to the reader, which STS takes from nobody", () => {
      expect(printed()).toEqual([
        "<value of SSM parameter /vend/a>",
        "<value of secret vend/b>",
        "<member externalId of secret vend/c>",
        "d-7Qx2",
      ]);
    });

    it("prints what it is told to", () => {
      expect(printed((externalId) => (typeof externalId === "string" ? externalId : "resolved"))).toEqual([
        "resolved",
        "resolved",
        "resolved",
        "d-7Qx2",
      ]);
      const fakes = printed(localExternalId);
      expect(new Set(fakes).size).toBe(4);
      for (const fake of fakes) expect(fake).toMatch(/^[\w+=,.@:/-]{2,1224}$/);
      expect(printed(localExternalId)).toEqual(fakes);
    });
  });

  it("covers every account of a grant, and nothing where there is no grant", () => {
    expect(Object.keys(statements("accounts: [plain, hub]"))).toEqual([target, "arn:aws:iam::999988887777:role/r"]);
    expect(trustPolicies(parsePolicyMap("version: 1", "map.yaml"), service).size).toBe(0);
  });
});

describe("trustPolicies of an account whose external ID is being changed", () => {
  const policiesOf = (account: string, externalIdText?: (externalId: ExternalId) => string) => {
    const { document, rotations } = readPolicyMap(
      `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: vend, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  one: { id: "111122223333", ${account} }
  other: { id: "444455556666", externalId: one-7Qx2 }
grants:
  direct: { when: { issuer: corp, claims: { sub: x } }, assume: { role: r, accounts: [one, other] } }
  chained: { when: { issuer: corp, claims: { sub: y } }, assume: { role: s, account: other, via: ["arn:aws:iam::111122223333:role/hub"] } }
`,
      "map.yaml",
    );
    return { document, policies: trustPolicies(document, service, externalIdText, rotations) };
  };
  const acceptedBy = (policies: ReturnType<typeof trustPolicies>) =>
    [...policies.values()].map(({ Statement: [statement] }) => statement?.Condition?.StringEquals["sts:ExternalId"]);

  it("accept both, those of the roles on the way too; other accounts keep theirs, even if it is the same", () => {
    const { policies } = policiesOf("externalId: one-7Qx2, nextExternalId: one-8Rx3");
    expect([...policies.keys()].map((arn) => arn.split("/").at(-1))).toEqual(["r", "r", "hub", "s"]);
    const both = ["one-7Qx2", "one-8Rx3"];
    expect(acceptedBy(policies)).toEqual([both, "one-7Qx2", both, "one-7Qx2"]);
  });

  it("stay as they are when the service changes over", () => {
    const before = policiesOf("externalId: one-7Qx2, nextExternalId: one-8Rx3").policies;
    const after = policiesOf("externalId: one-8Rx3, previousExternalId: one-7Qx2").policies;
    expect([...after]).toEqual([...before]);
  });

  it("name where the other is kept, as for the one that is sent", () => {
    const { policies } = policiesOf("externalId: { ssm: /vend/a }, nextExternalId: { secret: vend/b }");
    expect(acceptedBy(policies)[0]).toEqual(["<value of SSM parameter /vend/a>", "<value of secret vend/b>"]);
  });

  it("and the service never hears of the one that is not sent", () => {
    const { document } = policiesOf("externalId: one-7Qx2, nextExternalId: one-8Rx3");
    expect(JSON.stringify(document)).toContain("one-7Qx2");
    expect(JSON.stringify(document)).not.toContain("one-8Rx3");
    expect(document).toEqual(policiesOf("externalId: one-7Qx2").document);
  });
});
