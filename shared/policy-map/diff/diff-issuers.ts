import type { Issuer } from "../../model/issuer.ts";
import type { ProofDemand } from "../../model/proof.ts";
import { acceptedTypes, acceptToken } from "./accept-token.ts";
import { compareKeys } from "./compare-keys.ts";
import { type Budget, findWitness } from "./find-witness.ts";
import { boundFinding, type Finding } from "./finding.ts";
import type { Comparison } from "./judge-gain.ts";
import { issuerStrings } from "./map-side.ts";
import type { DiffEntry, SampledRequest, Witness } from "./policy-map-diff.ts";
import { edgeTokens, type SampledToken } from "./sample-tokens.ts";
import { wordMembers } from "./word-members.ts";

type Compare = (older: Issuer, newer: Issuer) => readonly Finding[];

/** As in `compare-grants`: a member that is added to the model does not compile before its meaning is said here. */
const comparisons: Readonly<Record<keyof Issuer, Compare | undefined>> = {
  name: undefined,
  // Two issuers are the same by this.
  issuer: undefined,
  audiences: (older, newer) => compareSets("audience", older.audiences, newer.audiences),
  keys: (older, newer) => compareKeys(older.keys, newer.keys),
  algorithms: (older, newer) => compareSets("algorithms", older.algorithms, newer.algorithms),
  tokenType: (older, newer) => compareSets("tokenType", types(older), types(newer)),
  maxTokenAgeSeconds: (older, newer) =>
    compareSeconds("maxTokenAge", older.maxTokenAgeSeconds, newer.maxTokenAgeSeconds),
  maxTokenLifetimeSeconds: (older, newer) =>
    compareSeconds("maxTokenLifetime", older.maxTokenLifetimeSeconds, newer.maxTokenLifetimeSeconds),
  clockToleranceSeconds: (older, newer) =>
    compareSeconds("clockTolerance", older.clockToleranceSeconds, newer.clockToleranceSeconds),
  requiredClaims: (older, newer) => compareRequired(older.requiredClaims, newer.requiredClaims),
  senderConstrained: (older, newer) => compareProof(older.senderConstrained, newer.senderConstrained),
};

/** What changes in whose word is taken, by issuer string: the names of a map are its own. */
export function diffIssuers(comparison: Comparison, budget: Budget): readonly DiffEntry[] {
  const { older, newer } = comparison;
  return [
    ...newer.document.issuers.flatMap((issuer) => {
      const former = older.map.issuers.get(issuer.issuer);
      return former === undefined
        ? [
            entry(issuer, {
              facet: "entry",
              effect: "changes",
              text: `new: ${issuer.issuer}; the grants say who gains`,
            }),
          ]
        : changedIssuer(comparison, former, issuer, budget);
    }),
    ...older.document.issuers
      .filter(({ issuer }) => !newer.map.issuers.has(issuer))
      .map((issuer) => entry(issuer, { facet: "entry", effect: "narrows", text: `gone: ${issuer.issuer}` })),
  ];
}

function changedIssuer(comparison: Comparison, former: Issuer, issuer: Issuer, budget: Budget): readonly DiffEntry[] {
  const renames: DiffEntry[] =
    former.name === issuer.name
      ? []
      : [entry(issuer, { facet: "name", effect: "renames", text: `is the issuer ${former.name} under another name` })];
  const findings = Object.entries(comparisons).flatMap(([member, compare]) => {
    return (compare?.(former, issuer) ?? []).map((finding) => ({ ...finding, member }));
  });
  if (findings.length === 0) return renames;
  const { newer } = comparison;
  const isUsed = newer.document.grants.some(
    ({ mode, when }) => mode === "live" && issuerStrings(newer, when.issuers).has(issuer.issuer),
  );
  const judged = findings.map(({ member, ...finding }): DiffEntry => {
    if (finding.effect !== "widens") return entry(issuer, finding);
    if (!isUsed)
      return entry(issuer, { ...finding, effect: "changes", text: `${finding.text} (no grant takes its word)` });
    // Whose a key is, no sample can show.
    const witness = member === "keys" ? undefined : tokenWitness(comparison, former, issuer, member, budget);
    return { ...entry(issuer, finding), effect: witness === undefined ? "mayWiden" : "widens", witness };
  });
  return [...renames, ...judged];
}

function entry(issuer: Issuer, { facet, effect, text }: Pick<DiffEntry, "facet" | "effect" | "text">): DiffEntry {
  return { part: "issuer", name: issuer.name, facet, effect, text, witness: undefined };
}

/** So many grants are tried for a caller whom only the older rules for tokens keep out. */
const mostGrants = 16;

function tokenWitness(
  comparison: Comparison,
  former: Issuer,
  issuer: Issuer,
  member: string,
  budget: Budget,
): Witness | undefined {
  const { newer } = comparison;
  // Tokens that this change alone lets in come first.
  const alone: Issuer = {
    ...former,
    ...Object.fromEntries(Object.entries(issuer).filter(([name]) => name === member)),
  };
  const changes = (request: SampledRequest): readonly SampledRequest[] => {
    const all = edgeTokens(issuer, former, request.facts.nowMs).map((token) => withToken(request, token));
    const gained = all.filter(
      (one) => acceptToken(former, one) !== undefined && acceptToken(issuer, one) === undefined,
    );
    const isAlone = (one: SampledRequest) => acceptToken(alone, one) === undefined;
    return [...gained.filter(isAlone), ...gained.filter((one) => !isAlone(one))];
  };
  const grants = newer.document.grants.filter(
    ({ mode, when }) => mode === "live" && issuerStrings(newer, when.issuers).has(issuer.issuer),
  );
  for (const grant of grants.slice(0, mostGrants)) {
    const witness = findWitness(comparison, grant, budget, { issuers: new Set([issuer.issuer]) }, changes);
    if (witness !== undefined) return witness;
  }
  return undefined;
}

function withToken(
  { claims, ...rest }: SampledRequest,
  { header, claims: said, without, boundBy }: SampledToken,
): SampledRequest {
  const all = Object.entries({ ...claims, ...said }).filter(([name]) => !without.includes(name));
  return { ...rest, header, boundBy, claims: Object.fromEntries(all) };
}

function types({ tokenType }: Issuer): readonly string[] {
  return acceptedTypes(tokenType).map((type) => type ?? "none");
}

function compareSets(facet: string, older: readonly string[], newer: readonly string[]): readonly Finding[] {
  const gained = newer.filter((value) => !older.includes(value));
  const lost = older.filter((value) => !newer.includes(value));
  return [...wordMembers("widens", facet, "now also", gained), ...wordMembers("narrows", facet, "no longer", lost)];
}

/** What is asked for keeps out. `sub` and `exp` are asked for anyway. */
function compareRequired(older: readonly string[], newer: readonly string[]): readonly Finding[] {
  const facet = "requiredClaims";
  const isAsked = (name: string) => name !== "sub" && name !== "exp";
  return [
    ...wordMembers(
      "widens",
      facet,
      "no longer",
      older.filter((name) => isAsked(name) && !newer.includes(name)),
    ),
    ...wordMembers(
      "narrows",
      facet,
      "now also",
      newer.filter((name) => isAsked(name) && !older.includes(name)),
    ),
  ];
}

/** Undefined: no bound. */
function compareSeconds(facet: string, older: number | undefined, newer: number | undefined): readonly Finding[] {
  const [before, now] = [older ?? Number.POSITIVE_INFINITY, newer ?? Number.POSITIVE_INFINITY];
  if (before === now) return [];
  const [was, is] = [older, newer].map((seconds) => (seconds === undefined ? "without bound" : `${seconds} s`));
  return [{ facet, effect: now > before ? "widens" : "narrows", text: `${facet}: was ${was}, now ${is}` }];
}

/** Undefined: every token passes, bound or not. */
function compareProof(older: ProofDemand | undefined, newer: ProofDemand | undefined): readonly Finding[] {
  const facet = "senderConstrained";
  const [was, is] = [older, newer].map((demand) =>
    demand === undefined ? "not demanded" : demand.methods.join(" or "),
  );
  const methods =
    was === is
      ? []
      : boundFinding(isInside(newer, older), isInside(older, newer), {
          facet,
          text: `${facet}: was ${was}, now ${is}`,
        });
  if (older === undefined || newer === undefined || older.demandsNonce === newer.demandsNonce) return methods;
  const nonce = { facet, text: `${facet}: a nonce is ${newer.demandsNonce ? "now" : "no longer"} demanded` };
  return [...methods, { ...nonce, effect: newer.demandsNonce ? "narrows" : "widens" }];
}

function isInside(one: ProofDemand | undefined, other: ProofDemand | undefined): boolean {
  if (other === undefined || one === undefined) return other === undefined;
  return one.methods.every((method) => other.methods.includes(method));
}
