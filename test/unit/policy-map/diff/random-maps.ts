import fc from "fast-check";
import type { ClaimValue } from "../../../../shared/model/claims.ts";
import type { Issuer } from "../../../../shared/model/issuer.ts";
import type {
  ClaimCondition,
  Denial,
  Grant,
  Matcher,
  PolicyDocument,
  PolicyTemplate,
  Target,
  Template,
} from "../../../../shared/model/policy-document.ts";
import { type ProofDemand, type ProofMethod, proofMethods } from "../../../../shared/model/proof.ts";
import {
  aDocument,
  aGrant,
  anIssuer,
  aTag,
  aTarget,
  claim,
  conditions,
  param,
} from "../../../support/policy-fixtures.ts";

/*
 * Small maps over a small vocabulary, so that what one map takes another often takes too, and callers of the same
 * vocabulary are often at the boundary.
 */

export const subjects = ["a", "b", "ab", "a/b"] as const;
export const teams: readonly ClaimValue[] = ["x", "y", "xy", "x*", 1];
export const groupLists: readonly ClaimValue[] = [["g"], ["g", "h"], ["h"], [], "g"];
export const parameterValues = ["p", "q", "pq"] as const;
export const addresses = ["10.0.0.1", "10.1.0.1", "192.0.2.1"] as const;
const roles = ["arn:aws:iam::111122223333:role/one", "arn:aws:iam::444455556666:role/two"] as const;

const textMatchers: readonly Matcher[] = [
  { kind: "equals", value: "a" },
  { kind: "equals", value: "x" },
  { kind: "equals", value: 1 },
  { kind: "oneOf", values: ["a", "b"] },
  { kind: "oneOf", values: ["x", "y", "x*"] },
  { kind: "prefix", prefix: "a" },
  { kind: "prefix", prefix: "x" },
  { kind: "glob", pattern: "a*" },
  { kind: "glob", pattern: "**" },
  { kind: "glob", pattern: "x*" },
  { kind: "matches", pattern: "a|b" },
  { kind: "matches", pattern: "[a-x]+" },
  { kind: "matches", pattern: "[a-y]+" },
  { kind: "exists" },
];
const listMatchers: readonly Matcher[] = [
  { kind: "anyOf", values: ["g"] },
  { kind: "anyOf", values: ["g", "h"] },
  { kind: "allOf", values: ["g", "h"] },
  { kind: "allOf", values: ["h"] },
  { kind: "noneOf", values: ["g"] },
  { kind: "noneOf", values: ["g", "h"] },
  { kind: "exists" },
];

const claimConditions: fc.Arbitrary<readonly ClaimCondition[]> = fc
  .record({
    sub: fc.option(fc.constantFrom(...textMatchers), { nil: undefined, freq: 6 }),
    team: fc.option(fc.constantFrom(...textMatchers), { nil: undefined, freq: 2 }),
    groups: fc.option(fc.constantFrom(...listMatchers), { nil: undefined, freq: 1 }),
  })
  .map((matchers) =>
    Object.entries(matchers).flatMap(([name, matcher]) =>
      matcher === undefined ? [] : [{ path: [name] as const, matcher }],
    ),
  )
  .filter((claims) => claims.length > 0);

const whens = fc
  .record({
    issuers: fc.constantFrom(["corp"], ["lab"], ["corp", "lab"]),
    claims: claimConditions,
    network: fc.constantFrom(
      undefined,
      undefined,
      { cidrs: ["10.0.0.0/8"], vpcEndpointIds: [] },
      { cidrs: ["10.0.0.0/16"], vpcEndpointIds: ["vpce-1"] },
      { cidrs: ["10.0.0.0/9", "10.128.0.0/9"], vpcEndpointIds: [] },
    ),
    time: fc.constantFrom(
      undefined,
      undefined,
      { days: ["wed"] as const, fromMinute: 0, toMinute: 720, zone: "UTC" },
      { days: ["tue", "wed"] as const, fromMinute: 600, toMinute: 60, zone: "UTC" },
    ),
    mfa: fc.constantFrom(
      undefined,
      undefined,
      { amr: ["mfa"], acr: [], maxAgeSeconds: undefined },
      { amr: ["mfa", "hwk"], acr: [], maxAgeSeconds: 600 },
      { amr: [], acr: [], maxAgeSeconds: 60 },
    ),
    senderConstrained: fc.constantFrom<readonly ProofMethod[] | undefined>(
      undefined,
      undefined,
      undefined,
      ["dpop"],
      [...proofMethods],
    ),
  })
  .map(conditions);

function statement(effect: string, action: string, resource: PolicyTemplate): PolicyTemplate {
  return { members: { Effect: effect, Action: action, Resource: resource } };
}

function policy(...statements: readonly PolicyTemplate[]): PolicyTemplate {
  return { members: { Version: "2012-10-17", Statement: statements } };
}

const resource = (...template: Template): PolicyTemplate => ({ template, place: "resource" });

/** Those with `params.d` are for grants that declare it. */
const policies: readonly (PolicyTemplate | undefined)[] = [
  undefined,
  policy(statement("Allow", "s3:GetObject", "arn:aws:s3:::one/*")),
  policy(statement("Allow", "s3:*", "arn:aws:s3:::one/*")),
  policy(statement("Allow", "s3:*", "*")),
  policy(statement("Allow", "s3:*", "*"), statement("Deny", "s3:PutObject", "*")),
  policy(statement("Allow", "s3:GetObject", resource("arn:aws:s3:::one/", claim("team"), "/*"))),
  policy(statement("Allow", "s3:GetObject", resource("arn:aws:s3:::one/", param("d"), "/*"))),
];

const targets: fc.Arbitrary<readonly Target[]> = fc.constantFrom(
  [aTarget({ account: "one", roleArn: roles[0] })],
  [aTarget({ account: "two", roleArn: roles[1] })],
  [aTarget({ account: "one", roleArn: roles[0] }), aTarget({ account: "two", roleArn: roles[1] })],
);

const grants: fc.Arbitrary<Omit<Grant, "name">> = fc
  .record({
    mode: fc.constantFrom("live", "live", "live", "shadow"),
    isDefault: fc.constantFrom(false, false, true),
    oneTime: fc.constantFrom(undefined, undefined, true as const),
    when: whens,
    targets,
    via: fc.constantFrom([], [], [{ roleArn: "arn:aws:iam::999988887777:role/hub", externalId: undefined }]),
    durationSeconds: fc.constantFrom(900, 3_600),
    capAt: fc.constantFrom(undefined, undefined, "token" as const),
    sessionName: fc.constantFrom<Template>(
      [claim("sub")],
      [claim("sub")],
      ["fixed-", { from: "issuer" }],
      ["all-of-", { from: "grant" }],
    ),
    sourceIdentity: fc.constantFrom<Template | undefined>(undefined, undefined, [claim("sub")]),
    tags: fc.constantFrom([], [], [aTag("team", claim("team"))], [aTag("team", "x")]),
    policy: fc.constantFrom(...policies),
    policyArns: fc.constantFrom([], [], [], ["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
    parameters: fc.constantFrom(
      [{ name: "d", pattern: "p|q", description: undefined }],
      [{ name: "d", pattern: "[pq]+", description: undefined }],
    ),
  })
  .map((grant) => {
    const usesParameter = JSON.stringify(grant.policy ?? null).includes("params");
    return aGrant({ ...grant, parameters: usesParameter ? grant.parameters : [], transitiveTagKeys: [] });
  });

const denials: fc.Arbitrary<Denial> = fc.record({
  issuers: fc.constantFrom(["corp"], ["corp", "lab"]),
  claims: claimConditions,
  reason: fc.constant("left"),
});

const issuerRules: fc.Arbitrary<Partial<Issuer>> = fc.record({
  audiences: fc.constantFrom(["v"], ["v"], ["v", "w"]),
  algorithms: fc.constantFrom<Issuer["algorithms"][]>(["ES256"], ["ES256"], ["ES256", "RS256"]),
  tokenType: fc.constantFrom(undefined, "at+jwt"),
  maxTokenAgeSeconds: fc.constantFrom(undefined, 60, 600),
  maxTokenLifetimeSeconds: fc.constantFrom(600, 3_600),
  clockToleranceSeconds: fc.constantFrom(0, 60),
  requiredClaims: fc.constantFrom([], [], ["team"]),
  senderConstrained: fc.constantFrom<ProofDemand | undefined>(
    undefined,
    undefined,
    { methods: ["dpop"], demandsNonce: false },
    { methods: ["dpop", "mtls"], demandsNonce: false },
  ),
});

export const maps: fc.Arbitrary<PolicyDocument> = fc
  .record({
    corp: issuerRules,
    lab: issuerRules,
    grants: fc.array(grants, { minLength: 1, maxLength: 3 }),
    deny: fc.array(denials, { maxLength: 2 }),
  })
  .map(({ corp, lab, grants: all, deny }) =>
    aDocument({
      issuers: [
        anIssuer({ ...corp, name: "corp", issuer: "https://corp.example" }),
        anIssuer({ ...lab, name: "lab", issuer: "https://lab.example" }),
      ],
      grants: all.map((grant, position) => ({ ...grant, name: `g${position}` })),
      deny,
    }),
  );

/** A map, and one that differs from it in a few places. */
export const pairsOfMaps: fc.Arbitrary<readonly [PolicyDocument, PolicyDocument]> = fc
  .record({ older: maps, other: maps, parts: fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }) })
  .map(({ older, other, parts }) => [older, parts.reduce((map, part) => exchange(map, other, part), older)]);

/** Puts one part of a map in the place of the same part of another. */
function exchange(map: PolicyDocument, other: PolicyDocument, part: number): PolicyDocument {
  const members = [
    "mode",
    "isDefault",
    "when",
    "targets",
    "durationSeconds",
    "oneTime",
    "capAt",
    "sessionName",
    "tags",
    "policy",
    "policyArns",
  ] as const;
  const position = part % map.grants.length;
  const [mine, theirs] = [map.grants[position], other.grants[part % other.grants.length]];
  if (part < 12 || mine === undefined || theirs === undefined) {
    const whole = (["issuers", "deny"] as const)[part % 2] ?? "deny";
    return { ...map, [whole]: other[whole] };
  }
  if (part < 20) return { ...map, grants: [...map.grants, { ...theirs, name: `new${part}` }] };
  if (part < 26) return { ...map, grants: map.grants.toSpliced(position, map.grants.length > 1 ? 1 : 0) };
  const member = members[part % members.length] ?? "mode";
  const mixed = { ...mine, [member]: theirs[member], ...(member === "policy" && { parameters: theirs.parameters }) };
  return { ...map, grants: map.grants.with(position, mixed) };
}
