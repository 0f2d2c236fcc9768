import { checkMfa } from "../../authorize/check-mfa.ts";
import { checkNetwork } from "../../authorize/check-network.ts";
import { checkTime } from "../../authorize/check-time.ts";
import type { Claims } from "../../model/claims.ts";
import type { Issuer } from "../../model/issuer.ts";
import type { ClaimCondition, Grant, Parameter } from "../../model/policy-document.ts";
import type { ProofMethod } from "../../model/proof.ts";
import { admits } from "./admits-no-more.ts";
import { exampleTexts } from "./example-texts.ts";
import type { Vary } from "./finding.ts";
import { issuerStrings, type MapSide } from "./map-side.ts";
import type { SampledRequest } from "./policy-map-diff.ts";
import { claimsUsed, sampleClaims, withClaim } from "./sample-claims.ts";
import { type SignIn, sampleInstants, sampleSenders, sampleSignIns } from "./sample-facts.ts";
import { sampleBindings, usualToken } from "./sample-tokens.ts";

/** Whose requests are wanted. */
export interface Wanted {
  readonly newer: MapSide;
  readonly older: MapSide;
  /** Of the newer map: its conditions hold, as far as they can be met. */
  readonly grant: Grant;
  /** Of the older map: its conditions hold too where that is possible, but for what is varied. */
  readonly former: Grant | undefined;
  /** More that must hold. */
  readonly also?: readonly ClaimCondition[];
  /** The only issuers to take. */
  readonly issuers?: ReadonlySet<string>;
  readonly vary?: Vary | undefined;
}

/** One part of a request with the ways to fill it in, the usual one first. */
type Options = readonly ((request: SampledRequest) => SampledRequest)[];

/** So many other ways of each part are tried, with so many of the part that is varied. */
const [mostAlternatives, mostVaried] = [6, 3];

/**
 * Requests that the newer grant is likely to answer, the likeliest first: for each way of what is varied the usual one, then
 * others that differ from it in one more thing.
 */
export function* sampleRequests(wanted: Wanted): Generator<SampledRequest> {
  const parts = partsOf(wanted);
  if (parts.some(({ options }) => options.length === 0)) return;
  const varied = parts.find(({ isVaried }) => isVaried);
  const build = (chosen: ReadonlyMap<Part, number>) =>
    parts.reduce((request, part) => part.options[chosen.get(part) ?? 0]?.(request) ?? request, emptyRequest);
  const ways = varied === undefined ? [0] : varied.options.map((_, way) => way);
  const choice = (way: number) => (varied === undefined ? [] : [[varied, way] as const]);
  for (const way of ways) yield build(new Map(choice(way)));
  for (const way of ways.slice(0, mostVaried)) {
    for (const part of parts) {
      const alternatives = part === varied ? 0 : Math.min(part.options.length - 1, mostAlternatives);
      for (let other = 1; other <= alternatives; other++) yield build(new Map([...choice(way), [part, other]]));
    }
  }
}

interface Part {
  readonly options: Options;
  readonly isVaried: boolean;
}

const emptyRequest: SampledRequest = {
  header: { alg: "none" },
  claims: {},
  boundBy: [],
  facts: { nowMs: 0, sourceAddress: undefined, vpcEndpointId: undefined },
  ask: { grant: undefined, account: undefined, durationSeconds: undefined, parameters: {} },
};

/** In an order in which each may use what the ones before it have filled in. */
function partsOf(wanted: Wanted): readonly Part[] {
  const { grant, vary } = wanted;
  const name: Options = [
    (request) => ({ ...request, ask: { ...request.ask, grant: vary?.kind === "unnamed" ? undefined : grant.name } }),
  ];
  return [
    { options: name, isVaried: false },
    { options: instants(wanted), isVaried: vary?.kind === "time" },
    { options: senders(wanted), isVaried: vary?.kind === "network" },
    { options: tokens(wanted), isVaried: vary?.kind === "issuer" },
    ...claims(wanted),
    { options: signIns(wanted), isVaried: vary?.kind === "mfa" },
    { options: bindings(wanted), isVaried: vary?.kind === "senderConstrained" },
    { options: accounts(wanted), isVaried: vary?.kind === "role" },
    ...grant.parameters.map((parameter) => parameters(parameter, wanted)),
  ];
}

/** Ways that must do, those first that are liked; or, for what is varied, only those that are not. */
function choose<Way>(
  ways: readonly Way[],
  isVaried: boolean,
  must: (way: Way) => boolean,
  prefer: (way: Way) => boolean,
): readonly Way[] {
  const possible = ways.filter(must);
  const others = possible.filter((way) => !prefer(way));
  return isVaried ? others : [...possible.filter(prefer), ...others];
}

function instants({ grant, former, vary }: Wanted): Options {
  const [must, prefer] = [grant.when.time, former?.when.time];
  const fits = (condition: typeof must) => (nowMs: number) =>
    condition === undefined || checkTime(condition, { ...emptyRequest.facts, nowMs }) === undefined;
  const ways = sampleInstants([must, prefer].filter((condition) => condition !== undefined));
  return choose(ways, vary?.kind === "time", fits(must), fits(prefer)).map((nowMs) => (request) => ({
    ...request,
    facts: { ...request.facts, nowMs },
  }));
}

function senders({ grant, former, vary }: Wanted): Options {
  const [must, prefer] = [grant.when.network, former?.when.network];
  const fits = (condition: typeof must) => (sender: ReturnType<typeof sampleSenders>[number]) =>
    condition === undefined || checkNetwork(condition, { nowMs: 0, ...sender }) === undefined;
  const ways = sampleSenders([must, prefer].filter((condition) => condition !== undefined));
  return choose(ways, vary?.kind === "network", fits(must), fits(prefer)).map((sender) => (request) => ({
    ...request,
    facts: { ...request.facts, ...sender },
  }));
}

function tokens({ newer, older, grant, former, issuers, vary }: Wanted): Options {
  const before = former && issuerStrings(older, former.when.issuers);
  const known = [...issuerStrings(newer, grant.when.issuers)].flatMap((issuer) => newer.map.issuers.get(issuer) ?? []);
  const ways = choose<Issuer>(
    known,
    vary?.kind === "issuer",
    ({ issuer }) => issuers?.has(issuer) !== false,
    ({ issuer }) => before?.has(issuer) !== false,
  );
  return ways.map((issuer) => (request) => {
    const token = usualToken(issuer, older.map.issuers.get(issuer.issuer), request.facts.nowMs);
    return { ...request, header: token.header, claims: token.claims, boundBy: token.boundBy };
  });
}

function claims({ newer, older, grant, former, also = [], vary }: Wanted): readonly Part[] {
  const required = [newer, older].flatMap((side) => side.document.issuers.flatMap((issuer) => issuer.requiredClaims));
  const own = ["iss", "aud", "iat", "exp"];
  const used = [
    ...claimsUsed(grant),
    ...[...new Set(required)].filter((name) => !own.includes(name)).map((name) => [name] as const),
  ];
  const must = [...grant.when.claims, ...also];
  return sampleClaims(must, former?.when.claims ?? [], used, vary).map(({ path, values }) => ({
    isVaried: (vary?.kind === "claim" || vary?.kind === "unsafe") && JSON.stringify(vary.path) === JSON.stringify(path),
    options: values.map((value) => (request) => ({ ...request, claims: withClaim(request.claims, path, value) })),
  }));
}

function signIns({ grant, former, also = [], vary }: Wanted): Options {
  const [must, prefer] = [grant.when.mfa, former?.when.mfa];
  const fits = (condition: typeof must) => (signIn: SignIn) =>
    condition === undefined || checkMfa(condition, signInClaims(signIn, 0), emptyRequest.facts) === undefined;
  const ways = sampleSignIns([must, prefer].filter((condition) => condition !== undefined));
  const conditions = [...grant.when.claims, ...also];
  return choose(ways, vary?.kind === "mfa", fits(must), fits(prefer)).map((signIn) => (request) => {
    const said = Object.entries(signInClaims(signIn, request.facts.nowMs / 1000));
    // What a claim condition asks for stands.
    const free = said.filter(([name]) => !conditions.some(({ path }) => path[0] === name));
    return { ...request, claims: free.reduce((all, [name, value]) => withClaim(all, [name], value), request.claims) };
  });
}

function signInClaims({ amr, acr, ageSeconds }: SignIn, nowSeconds: number): Claims {
  return {
    ...(amr !== undefined && { amr }),
    ...(acr !== undefined && { acr }),
    ...(ageSeconds !== undefined && { auth_time: nowSeconds - ageSeconds }),
  };
}

/** Beside what the issuers of both maps ask of the token. */
function bindings({ grant, former, vary }: Wanted): Options {
  const [must, prefer] = [grant.when.senderConstrained, former?.when.senderConstrained];
  const fits = (condition: typeof must) => (way: readonly ProofMethod[]) =>
    condition === undefined || condition.some((method) => way.includes(method));
  return choose(sampleBindings, vary?.kind === "senderConstrained", fits(must), fits(prefer)).map(
    (way) => (request) => ({
      ...request,
      boundBy: [...new Set([...request.boundBy, ...way])],
    }),
  );
}

function accounts({ grant, former, vary }: Wanted): Options {
  const isFormer = (roleArn: string) => former?.targets.some((target) => target.roleArn === roleArn) !== false;
  const ways = choose(
    grant.targets,
    vary?.kind === "role",
    () => true,
    ({ roleArn }) => isFormer(roleArn),
  );
  return ways.map(({ account }) => (request) => ({ ...request, ask: { ...request.ask, account } }));
}

function parameters({ name, pattern }: Parameter, { former, vary }: Wanted): Part {
  const before = former?.parameters.find((parameter) => parameter.name === name);
  const fits = (expression: string | undefined) => (value: string) =>
    expression === undefined || admits({ kind: "matches", pattern: expression }, value);
  const isVaried = vary?.kind === "parameter" && vary.name === name;
  const ways = [...exampleTexts(pattern), ...(before === undefined ? [] : exampleTexts(before.pattern))];
  return {
    isVaried,
    options: choose(ways, isVaried, fits(pattern), fits(before?.pattern)).map((value) => (request) => ({
      ...request,
      ask: { ...request.ask, parameters: { ...request.ask.parameters, [name]: value } },
    })),
  };
}
