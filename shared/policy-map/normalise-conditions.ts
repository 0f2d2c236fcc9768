import type {
  ClaimCondition,
  Matcher,
  MfaCondition,
  NetworkCondition,
  Scalar,
  TimeCondition,
} from "../model/policy-document.ts";
import { weekdays } from "../model/policy-document.ts";
import type {
  AuthoredClaims,
  AuthoredMatcher,
  AuthoredMfa,
  AuthoredNetwork,
  AuthoredTime,
} from "./authored-conditions.ts";
import { checkCount, checkReference, checkUnique, listed } from "./check-names.ts";
import { checkPattern, checkPatternLength } from "./check-pattern.ts";
import { type Findings, Flaw, type MapPath } from "./findings.ts";
import { parseCidr } from "./parse-cidr.ts";
import { parseClaimPath } from "./parse-claim-path.ts";
import { parseDuration } from "./parse-duration.ts";
import { quoteValue } from "./quote-value.ts";

/** Each request may be compared with all of them. */
const mostValues = 10_000;

export function normaliseIssuerNames(
  authored: string | readonly string[],
  known: ReadonlyMap<string, unknown>,
  path: MapPath,
  findings: Findings,
): readonly string[] {
  const names = listed(authored, path);
  for (const name of names) checkReference("issuer", name.text, known, name.path, findings);
  const texts = names.map(({ text }) => text);
  checkUnique(texts, path, findings);
  return texts;
}

export function normaliseClaims(authored: AuthoredClaims, path: MapPath, findings: Findings): ClaimCondition[] {
  const entries = Object.entries(authored);
  if (entries.length === 0) findings.report(path, "asks for no claim, so that everybody would match", "add a claim");
  return entries.flatMap(([name, matcher]) => {
    const place = [...path, name];
    const claimPath = findings.attempt(place, () => parseClaimPath(name), "key");
    const meaning = normaliseMatcher(matcher, place, findings);
    return claimPath === undefined || meaning === undefined ? [] : [{ path: claimPath, matcher: meaning }];
  });
}

function normaliseMatcher(authored: AuthoredMatcher, path: MapPath, findings: Findings): Matcher | undefined {
  if (typeof authored !== "object") return { kind: "equals", value: positiveZero(authored) };
  if (Object.keys(authored).length !== 1) {
    const kinds = "oneOf, anyOf, allOf, noneOf, prefix, glob, matches, exists";
    return findings.report(path, "must be exactly one matcher", `keep one of ${kinds}`);
  }
  for (const kind of ["oneOf", "anyOf", "allOf", "noneOf"] as const) {
    const values = authored[kind];
    if (values === undefined) continue;
    checkCount("values", values.length, mostValues, [...path, kind], findings);
    return { kind, values: values.map(positiveZero) };
  }
  if (authored.prefix !== undefined) return { kind: "prefix", prefix: authored.prefix };
  const { glob, matches } = authored;
  if (glob !== undefined) {
    findings.attempt([...path, "glob"], () => checkPatternLength(glob));
    return { kind: "glob", pattern: glob };
  }
  if (matches === undefined) return { kind: "exists" };
  const pattern = findings.attempt([...path, "matches"], () => checkPattern(matches));
  return pattern === undefined ? undefined : { kind: "matches", pattern };
}

/** JSON knows no -0, and a document must survive being stored. */
function positiveZero(value: Scalar): Scalar {
  return value === 0 ? 0 : value;
}

export function normaliseNetwork(authored: AuthoredNetwork, path: MapPath, findings: Findings): NetworkCondition {
  if (Object.keys(authored).length === 0) findings.report(path, "asks for nothing", "add cidr or vpce");
  const cidrs = listed(authored.cidr, [...path, "cidr"]).flatMap(({ text, path: place }) => {
    return findings.attempt(place, () => parseCidr(text)) ?? [];
  });
  const endpoints = listed(authored.vpce, [...path, "vpce"]);
  for (const { text, path: place } of endpoints) {
    if (!/^vpce-[0-9a-f]{8,17}$/.test(text)) {
      findings.report(place, `${quoteValue(text)} is not the id of a VPC endpoint`, "write vpce-0123456789abcdef0");
    }
  }
  return { cidrs, vpcEndpointIds: endpoints.map(({ text }) => text) };
}

export function normaliseTime(authored: AuthoredTime, path: MapPath, findings: Findings): TimeCondition {
  const days = authored.days ?? [...weekdays];
  checkUnique(days, [...path, "days"], findings);
  const fromMinute = findings.attempt([...path, "from"], () => parseMinute(authored.from));
  const toMinute = findings.attempt([...path, "to"], () => parseMinute(authored.to));
  if (fromMinute === 1440)
    findings.report([...path, "from"], "24:00 is the end of a day, not its start", "write 00:00");
  if (fromMinute !== undefined && fromMinute === toMinute) {
    findings.report([...path, "to"], "is the same as from", "write 00:00 and 24:00 for the whole day");
  }
  findings.attempt([...path, "zone"], () => checkZone(authored.zone));
  // Midnight, as an end, is the end of the day.
  return { days, fromMinute: fromMinute ?? 0, toMinute: toMinute || 1440, zone: authored.zone };
}

function parseMinute(text: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (!(minute <= 1440))
    throw new Flaw(`${quoteValue(text)} is not a time of day`, 'write "HH:MM", "00:00" to "24:00"');
  return minute;
}

/** A formatter takes some 50 µs to make, and ten thousand grants name a handful of zones. Only real ones are kept. */
const knownZones = new Set<string>();

function checkZone(zone: string): void {
  if (knownZones.has(zone)) return;
  try {
    // An offset (`+01:00`) is not a zone: it knows no summer time.
    if (/^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat("en", { timeZone: zone })) {
      knownZones.add(zone);
      return;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new Flaw(`${quoteValue(zone)} is not a time zone`, "write an IANA name such as Europe/Berlin or UTC");
}

export function normaliseMfa(authored: AuthoredMfa, path: MapPath, findings: Findings): MfaCondition {
  if (Object.keys(authored).length === 0) findings.report(path, "asks for nothing", "add amr, acr or maxAge");
  const { maxAge } = authored;
  const texts = (name: "amr" | "acr"): string[] => listed(authored[name], [...path, name]).map(({ text }) => text);
  const place = [...path, "maxAge"];
  const seconds = maxAge === undefined ? undefined : findings.attempt(place, () => parseDuration(maxAge));
  if (seconds === 0) findings.report(place, "0s refuses everybody", "use at least 1s");
  return { amr: texts("amr"), acr: texts("acr"), maxAgeSeconds: seconds };
}
