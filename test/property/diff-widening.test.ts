import fc from "fast-check";
import { expect, test } from "vitest";
import { checkAudience } from "../../shared/authenticate/check-audience.ts";
import { checkHeader } from "../../shared/authenticate/check-header.ts";
import { checkIdentity } from "../../shared/authenticate/check-identity.ts";
import { checkTimes } from "../../shared/authenticate/check-times.ts";
import { checkTokenType } from "../../shared/authenticate/check-token-type.ts";
import { readBinding } from "../../shared/authenticate/read-binding.ts";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../../shared/authorize/decide-grant.ts";
import type { AssumeRoleInput } from "../../shared/model/assumption.ts";
import type { Claims } from "../../shared/model/claims.ts";
import type { PolicyDocument } from "../../shared/model/policy-document.ts";
import type { ProofMethod } from "../../shared/model/proof.ts";
import { diffPolicyMaps } from "../../shared/policy-map/diff/diff-policy-maps.ts";
import type { SampledRequest } from "../../shared/policy-map/diff/policy-map-diff.ts";
import { supposeCaller } from "../../shared/policy-map/suppose-caller.ts";
import { anAsk, failureOf } from "../support/policy-fixtures.ts";
import {
  addresses,
  groupLists,
  maps,
  pairsOfMaps,
  parameterValues,
  subjects,
  teams,
} from "../unit/policy-map/diff/random-maps.ts";

/*
 * The oracle asks the service's own code everything: each token check, each grant by name, each account, each parameter.
 * What a session may do is judged by putting requests to its policies, not by comparing them.
 */

/** Hundreds of pairs of maps, each asked thirty times: seconds of the processor, which may take minutes where others want it too. */
const busyMs = 120_000;

const bindings: readonly (readonly ProofMethod[])[] = [[], ["dpop"], ["mtls"], ["dpop", "mtls"]];

type Sender = Omit<SampledRequest, "ask">;

const nowMs = Date.UTC(2026, 0, 7, 11, 0, 0);
const nowSeconds = nowMs / 1000;

const senders: fc.Arbitrary<Sender> = fc
  .record({
    iss: fc.constantFrom("https://corp.example", "https://lab.example"),
    sub: fc.constantFrom(...subjects),
    team: fc.constantFrom(...teams, undefined),
    groups: fc.constantFrom(...groupLists, undefined),
    amr: fc.constantFrom(undefined, ["mfa"], ["hwk"]),
    auth_time: fc.constantFrom(undefined, nowSeconds, nowSeconds - 60, nowSeconds - 600),
    aud: fc.constantFrom("v", "v", "v", "w"),
    alg: fc.constantFrom("ES256", "ES256", "RS256"),
    typ: fc.constantFrom("at+jwt", "at+jwt", "JWT", undefined),
    age: fc.constantFrom(0, 0, 60, 300, undefined),
    lifetime: fc.constantFrom(600, 600, 3_600),
    sourceAddress: fc.constantFrom(...addresses, undefined),
    vpcEndpointId: fc.constantFrom(undefined, undefined, "vpce-1"),
    hour: fc.constantFrom(0, 0, 12, -12),
    boundBy: fc.constantFrom(...bindings),
  })
  .map(({ alg, typ, age, lifetime, sourceAddress, vpcEndpointId, hour, boundBy, ...claims }) => {
    const atMs = nowMs + hour * 3_600_000;
    const issuedAt = atMs / 1000 - (age ?? 0);
    const all = { ...claims, iat: age === undefined ? undefined : issuedAt, exp: issuedAt + lifetime };
    return {
      header: typ === undefined ? { alg } : { alg, typ },
      claims: JSON.parse(JSON.stringify(all)),
      boundBy,
      facts: { nowMs: atMs, sourceAddress, vpcEndpointId },
    };
  });

type Session = AssumeRoleInput & { readonly allTags: string; readonly oneTime: boolean };

/** As a token says it. */
function withBinding(claims: Claims, boundBy: readonly ProofMethod[]): Claims {
  const members = { dpop: "jkt", mtls: "x5t#S256" } as const;
  const cnf = Object.fromEntries(boundBy.map((method) => [members[method], "a".repeat(43)]));
  return boundBy.length === 0 ? claims : { ...claims, cnf };
}

/** Every session that this sender can have. */
function sessionsFor(document: PolicyDocument, { header, claims, facts, boundBy }: Sender): readonly Session[] {
  const map = compilePolicyMap(document, "digest");
  const issuer = map.issuers.get(String(claims["iss"]));
  if (issuer === undefined) return [];
  const refusal = failureOf(() => {
    checkHeader(header, issuer);
    checkTokenType(header, issuer);
    checkTimes(claims, issuer, facts.nowMs / 1000);
    checkAudience(claims, issuer);
    checkIdentity(claims, issuer);
    readBinding(withBinding(claims, boundBy), issuer);
  });
  if (refusal !== undefined) return [];
  const caller = supposeCaller(document, issuer.name, claims, boundBy);
  return document.grants.flatMap((grant) =>
    grant.targets.flatMap(({ account }) =>
      (grant.parameters.length === 0 ? [{}] : parameterValues.map((d) => ({ d }))).flatMap((parameters) => {
        const sessions: Session[] = [];
        failureOf(() => {
          const ask = anAsk({ grant: grant.name, account, parameters });
          const { assumption, oneTime } = decideGrant(map, caller, ask, facts);
          const last = assumption.hops.at(-1);
          const allTags = JSON.stringify(assumption.hops.flatMap(({ tags }) => tags));
          if (last !== undefined) sessions.push({ ...last, allTags, oneTime });
        });
        return sessions;
      }),
    ),
  );
}

/** What this sender gets without naming a grant: from a grant, or nothing. */
function unnamedSession(
  document: PolicyDocument,
  { claims, facts, boundBy }: Sender,
): (Session & { readonly grant: string }) | undefined {
  const map = compilePolicyMap(document, "digest");
  const issuer = map.issuers.get(String(claims["iss"]));
  let session: (Session & { readonly grant: string }) | undefined;
  failureOf(() => {
    const caller = supposeCaller(document, issuer?.name ?? "", claims, boundBy);
    const { assumption, oneTime } = decideGrant(map, caller, anAsk(), facts);
    const { hops, grant } = assumption;
    session = {
      oneTime,
      ...hops[0],
      ...(hops.at(-1) ?? hops[0]),
      allTags: JSON.stringify(hops.flatMap(({ tags }) => tags)),
      grant,
    };
  });
  return session;
}

/** What a request to AWS is about, enough to tell the policies of the sampled maps apart. */
const awsRequests = ["s3:GetObject", "s3:PutObject", "ec2:RunInstances"].flatMap((action) =>
  ["one/x/1", "one/y/1", "one/p/1", "one/q/1", "one/pq/1", "one/1", "two/1"].map(
    (path) => [action, `arn:aws:s3:::${path}`] as const,
  ),
);

function allows(policy: string | undefined, action: string, resource: string): boolean {
  if (policy === undefined) return true;
  const { Statement: statements } = JSON.parse(policy) as {
    Statement: Record<"Effect" | "Action" | "Resource", string>[];
  };
  const fits = (pattern: string, text: string) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
  const effects = statements
    .filter((one) => fits(one.Action, action) && fits(one.Resource, resource))
    .map((one) => one.Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

/** The managed policy of the sampled maps allows reading. */
function permits(session: Session, action: string, resource: string): boolean {
  if (session.policyArns.length === 0) return allows(session.policy, action, resource);
  return action === "s3:GetObject" || (session.policy !== undefined && allows(session.policy, action, resource));
}

function isInside(newer: Session, older: Session): boolean {
  const equal = (["roleArn", "sessionName", "sourceIdentity", "allTags"] as const).every(
    (member) => newer[member] === older[member],
  );
  return (
    equal &&
    newer.durationSeconds <= older.durationSeconds &&
    (newer.oneTime || !older.oneTime) &&
    awsRequests.every(([action, resource]) => !permits(newer, action, resource) || permits(older, action, resource))
  );
}

test("wherever a sampled caller gains something, a widening is reported", { timeout: busyMs }, () => {
  let gains = 0;
  fc.assert(
    fc.property(pairsOfMaps, fc.array(senders, { minLength: 30, maxLength: 30 }), ([older, newer], sample) => {
      const gained = sample.some((sender) => {
        const before = sessionsFor(older, sender);
        return sessionsFor(newer, sender).some((session) => !before.some((one) => isInside(session, one)));
      });
      if (gained) gains++;
      const diff = diffPolicyMaps(older, newer);
      expect(diff.widens || !gained).toBe(true);
    }),
    { numRuns: 400 },
  );
  expect(gains).toBeGreaterThan(20);
});

test("wherever a grant that is a default only now answers who names none with something else, a widening is reported", {
  timeout: busyMs,
}, () => {
  let switches = 0;
  const isDefault = ({ grants }: PolicyDocument, name: string) =>
    grants.some((grant) => grant.name === name && grant.isDefault && grant.mode === "live");
  fc.assert(
    fc.property(maps, fc.nat(2), fc.array(senders, { minLength: 30, maxLength: 30 }), (older, position, sample) => {
      const flipped = position % older.grants.length;
      const grants = older.grants.map((grant, at) =>
        at === flipped ? { ...grant, isDefault: !grant.isDefault } : grant,
      );
      const newer = { ...older, grants };
      const switched = sample.some((sender) => {
        if (sessionsFor(older, sender).length === 0 || sessionsFor(newer, sender).length === 0) return false;
        const [before, now] = [unnamedSession(older, sender), unnamedSession(newer, sender)];
        if (now === undefined || !isDefault(newer, now.grant) || isDefault(older, now.grant)) return false;
        return before === undefined || !isInside(now, before);
      });
      if (switched) switches++;
      expect(diffPolicyMaps(older, newer).widens || !switched).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(switches).toBeGreaterThan(0);
});

test("each widening that comes with a witness is one", { timeout: busyMs }, () => {
  let witnesses = 0;
  fc.assert(
    fc.property(pairsOfMaps, ([older, newer]) => {
      for (const { effect, facet, witness } of diffPolicyMaps(older, newer).entries) {
        expect(witness !== undefined).toBe(effect === "widens");
        if (witness === undefined || facet === "default") continue;
        witnesses++;
        const role = witness.after.roleArn;
        const session = (one: Session) =>
          JSON.stringify([
            one.roleArn,
            one.sessionName,
            one.sourceIdentity,
            one.allTags,
            one.policy,
            [...one.policyArns],
          ]);
        const now = sessionsFor(newer, witness.request).filter(({ roleArn }) => roleArn === role);
        const before = sessionsFor(older, witness.request);
        // Whoever gains has a session now that is none of before, or one that lasts longer, or one as often as it likes.
        const isNew = (one: Session) =>
          !before.some(
            (other) =>
              session(one) === session(other) &&
              one.durationSeconds <= other.durationSeconds &&
              (one.oneTime || !other.oneTime),
          );
        expect(now.some(isNew)).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
  expect(witnesses).toBeGreaterThan(50);
});
