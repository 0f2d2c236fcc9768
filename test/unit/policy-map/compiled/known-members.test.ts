import { expect, test } from "vitest";
import { memberNames, unknownMember, withoutKeyMembers } from "../../../../shared/policy-map/compiled/known-members.ts";
import { aDenial, aGrant, anIssuer, conditions } from "../../../support/policy-fixtures.ts";

test("the members of rules are listed, those of a session policy's own are not", () => {
  const names = memberNames([aGrant(), aDenial()]);
  expect(names).toContain("allowsPath");
  expect(names).toContain("reason");
  expect(names).toContain("place");
  expect(names).not.toContain("Statement");
  expect(names).not.toContain("region");
  expect(unknownMember(names)).toBeUndefined();
  expect([...names].sort()).toEqual(names);
});

test("templates inside a session policy are looked at, whatever its members are called", () => {
  const policy = { members: { device: [{ members: { zone: { template: ["x"], place: "resource", later: true } } }] } };
  expect(memberNames([{ policy }])).toEqual(["later", "members", "place", "policy", "template"]);
});

test("a member of an issuer that is not known is found; what a key is made of is nobody's business", () => {
  const keys = { kind: "inline", jwks: { keys: [{ kty: "EC", anything: 1 }] } } as const;
  expect(unknownMember(memberNames([withoutKeyMembers(anIssuer({ keys }))]))).toBeUndefined();
  const demanding = { ...anIssuer({ keys }), attested: true };
  expect(unknownMember(memberNames([withoutKeyMembers(demanding)]))).toBe("attested");
});

test("a demand for proofs is a member, so that a service which would overlook it refuses the map", () => {
  const senderConstrained = { methods: ["dpop"], demandsNonce: true } as const;
  const issuer = withoutKeyMembers(anIssuer({ senderConstrained }));
  const names = memberNames([issuer, aGrant({ when: conditions({ senderConstrained: ["mtls"] }) })]);
  expect(names).toEqual(expect.arrayContaining(["demandsNonce", "methods", "senderConstrained"]));
  expect(unknownMember(names)).toBeUndefined();
  expect(memberNames([withoutKeyMembers(anIssuer()), aGrant()])).not.toContain("senderConstrained");
});

test("a claim or a policy may be called anything", () => {
  expect(memberNames([{ path: ["device"], members: "text" }])).toEqual(["members", "path"]);
});

test.each(["device", "toString", "__proto__", ""])("%j is not known", (name) => {
  expect(unknownMember(["when", name, "claims"])).toBe(name);
});
