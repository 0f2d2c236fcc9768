import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClaimCondition, Grant, Matcher, PolicyDocument } from "../../shared/model/policy-document.ts";
import { diffPolicyMaps } from "../../shared/policy-map/diff/diff-policy-maps.ts";
import { maps } from "../unit/policy-map/diff/random-maps.ts";

/** An order of anything, from numbers that fast-check chose. */
function shuffle<Item>(items: readonly Item[], seeds: readonly number[]): readonly Item[] {
  return items
    .map((item, position) => ({ item, seed: seeds[position % seeds.length] ?? 0 }))
    .sort((one, other) => one.seed - other.seed)
    .map(({ item }) => item);
}

const seedLists = fc.array(fc.nat(), { minLength: 3, maxLength: 7 });

function shuffleClaims(claims: readonly ClaimCondition[], seeds: readonly number[]): readonly ClaimCondition[] {
  return shuffle(claims, seeds).map((condition): ClaimCondition => {
    const { matcher } = condition;
    return "values" in matcher
      ? { ...condition, matcher: { ...matcher, values: shuffle(matcher.values, seeds) } }
      : condition;
  });
}

function shuffleMap(map: PolicyDocument, seeds: readonly number[]): PolicyDocument {
  return {
    ...map,
    issuers: shuffle(map.issuers, seeds).map((issuer) => ({ ...issuer, audiences: shuffle(issuer.audiences, seeds) })),
    grants: shuffle(map.grants, seeds).map(
      (grant): Grant => ({
        ...grant,
        description: "Other words",
        when: {
          ...grant.when,
          issuers: shuffle(grant.when.issuers, seeds),
          claims: shuffleClaims(grant.when.claims, seeds),
        },
        targets: shuffle(grant.targets, seeds) as Grant["targets"],
        tags: shuffle(grant.tags, seeds),
        policyArns: shuffle(grant.policyArns, seeds),
      }),
    ),
    deny: shuffle(map.deny, seeds).map((denial) => ({
      ...denial,
      issuers: shuffle(denial.issuers, seeds),
      claims: shuffleClaims(denial.claims, seeds),
    })),
  };
}

/** The same matcher in other words, where it has any. */
function respell(matcher: Matcher): Matcher {
  switch (matcher.kind) {
    case "equals":
      return { kind: "oneOf", values: [matcher.value, matcher.value] };
    case "oneOf":
      return matcher.values.every((value) => typeof value === "string" && /^\w+$/.test(value))
        ? { kind: "matches", pattern: matcher.values.join("|") }
        : matcher;
    case "prefix":
      return { kind: "glob", pattern: `${matcher.prefix}**` };
    case "anyOf":
      return matcher.values.length === 1 ? { ...matcher, kind: "allOf" } : matcher;
    default:
      return matcher;
  }
}

function respellMap(map: PolicyDocument): PolicyDocument {
  const respellAll = (claims: readonly ClaimCondition[]) =>
    claims.map(({ path, matcher }) => ({ path, matcher: respell(matcher) }));
  return {
    ...map,
    grants: map.grants.map((grant) => ({ ...grant, when: { ...grant.when, claims: respellAll(grant.when.claims) } })),
    deny: map.deny.map((denial) => ({ ...denial, claims: respellAll(denial.claims) })),
  };
}

test("another order, and other descriptions, are no change at all", () => {
  fc.assert(
    fc.property(maps, seedLists, (map, seeds) => {
      expect(diffPolicyMaps(map, shuffleMap(map, seeds)).entries).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("other words for the same matchers are no change at all", () => {
  fc.assert(
    fc.property(maps, (map) => {
      expect(diffPolicyMaps(map, respellMap(map)).entries).toEqual([]);
      expect(diffPolicyMaps(respellMap(map), map).entries).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("other names for accounts are renamings, and nobody gains by other names for grants and issuers", () => {
  fc.assert(
    fc.property(maps, seedLists, (map, seeds) => {
      const accounts = {
        ...map,
        grants: map.grants.map((grant) => ({
          ...grant,
          targets: grant.targets.map((target) => ({ ...target, account: `${target.account}-renamed` })),
        })),
      };
      for (const { effect, part } of diffPolicyMaps(map, accounts).entries) {
        expect([effect, part]).toEqual(["renames", "account"]);
      }
      // Templates that show a name are left out: with them a renaming is a change.
      const plain = { ...map, grants: map.grants.map((grant) => ({ ...grant, sessionName: ["fixed"] as const })) };
      const name = (issuer: string) => `${issuer}-renamed`;
      const renamed = shuffleMap(
        {
          ...plain,
          issuers: plain.issuers.map((issuer) => ({ ...issuer, name: name(issuer.name) })),
          grants: plain.grants.map((grant) => ({
            ...grant,
            name: `${grant.name}-renamed`,
            when: { ...grant.when, issuers: grant.when.issuers.map(name) },
          })),
          deny: plain.deny.map((denial) => ({ ...denial, issuers: denial.issuers.map(name) })),
        },
        seeds,
      );
      const { widens, entries } = diffPolicyMaps(plain, renamed);
      expect(widens).toBe(false);
      expect(entries.filter(({ part, effect }) => part === "issuer" && effect === "renames").length).toBe(2);
    }),
    { numRuns: 300 },
  );
});

test("the other way round, what only widened only narrows", () => {
  fc.assert(
    fc.property(maps, fc.nat(2), (map, position) => {
      const grant = map.grants[position % map.grants.length];
      fc.pre(grant !== undefined);
      // One issuer, network or hour less, and a shorter session.
      const tight: Grant = { ...grant, durationSeconds: 900, mode: "live" };
      const loose: Grant = {
        ...tight,
        durationSeconds: 43_200,
        when: { ...grant.when, network: undefined, time: undefined, mfa: undefined, senderConstrained: undefined },
      };
      const withGrant = (one: Grant): PolicyDocument => ({
        ...map,
        grants: map.grants.map((other) => (other === grant ? one : other)),
      });
      expect(diffPolicyMaps(withGrant(loose), withGrant(tight)).widens).toBe(false);
      const effects = new Set(diffPolicyMaps(withGrant(tight), withGrant(loose)).entries.map(({ effect }) => effect));
      expect(effects.has("narrows")).toBe(false);
    }),
    { numRuns: 300 },
  );
});
