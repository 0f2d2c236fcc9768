import { type MfaCondition, type NetworkCondition, type TimeCondition, weekdays } from "../../model/policy-document.ts";
import { addressRange, printAddress } from "./address-range.ts";

/** Where a request comes from. */
export interface Sender {
  readonly sourceAddress: string | undefined;
  readonly vpcEndpointId: string | undefined;
}

/** Addresses for documentation only (RFC 5737, RFC 3849), so that hardly a map names them. */
const strangers = ["192.0.2.1", "203.0.113.9", "2001:db8:ffff::1"];

/** Senders at the edges of networks: first and last address, the ones beyond, each endpoint, and strangers. */
export function sampleSenders(conditions: readonly NetworkCondition[]): readonly Sender[] {
  const addresses = conditions.flatMap(({ cidrs }) => {
    return cidrs.flatMap((cidr) => {
      const { family, first, last } = addressRange(cidr);
      return [first, last, first - 1n, last + 1n].flatMap((number) => printAddress(family, number) ?? []);
    });
  });
  return [
    ...[...addresses, ...strangers, undefined].map((sourceAddress) => ({ sourceAddress, vpcEndpointId: undefined })),
    ...conditions.flatMap(({ vpcEndpointIds }) => {
      return vpcEndpointIds.map((vpcEndpointId) => ({ sourceAddress: undefined, vpcEndpointId }));
    }),
  ];
}

/** A Monday, 00:00 UTC, of a week in which few zones change their clocks. */
const mondayMs = Date.UTC(2026, 0, 5);
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** Instants at the edges of times: first and last minute of each day, the ones beyond, and each sixth hour of the week. */
export function sampleInstants(conditions: readonly TimeCondition[]): readonly number[] {
  const edges = conditions.flatMap(({ days, fromMinute, toMinute, zone }) => {
    const mondayThereMs = mondayMs - zoneOffsetMinutes(zone) * minuteMs;
    return days.flatMap((day) => {
      const startMs = mondayThereMs + weekdays.indexOf(day) * dayMs;
      const end = toMinute <= fromMinute ? toMinute + 1440 : toMinute;
      return [fromMinute, end - 1, fromMinute - 1, end].map((minute) => startMs + minute * minuteMs);
    });
  });
  const hours = Array.from({ length: 28 }, (_, step) => mondayMs + step * 6 * hourMs);
  // Noon on a Wednesday first: the usual time where nobody asks for another.
  return [mondayMs + 2 * dayMs + 12 * hourMs, ...edges, ...hours];
}

/** How far a zone's clocks are ahead of UTC in the sampled week. */
function zoneOffsetMinutes(zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
    mondayMs,
  );
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

/** What a token says of a sign-in. Undefined: nothing. */
export interface SignIn {
  readonly amr: readonly string[] | undefined;
  readonly acr: string | undefined;
  /** How long ago. */
  readonly ageSeconds: number | undefined;
}

/** Sign-ins at the edges of conditions: each method and class alone, the longest age, one that says nothing. */
export function sampleSignIns(conditions: readonly MfaCondition[]): readonly SignIn[] {
  if (conditions.length === 0) return [{ amr: undefined, acr: undefined, ageSeconds: undefined }];
  const methods = conditions.flatMap(({ amr }) => amr);
  const classes = conditions.flatMap(({ acr }) => acr);
  const ages = conditions.flatMap(({ maxAgeSeconds }) => maxAgeSeconds ?? []);
  return [methods, ...methods.map((method) => [method]), undefined].flatMap((amr) =>
    [...classes, undefined].flatMap((acr) => [0, ...ages, undefined].map((ageSeconds) => ({ amr, acr, ageSeconds }))),
  );
}
