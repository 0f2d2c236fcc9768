import type { ClaimValue } from "../../model/claims.ts";
import type { Matcher, MfaCondition, NetworkCondition, TimeCondition } from "../../model/policy-document.ts";

const longestShown = 200;

/** What a matcher asks for, in words that follow "must be". */
export function describeMatcher(matcher: Matcher): string {
  const list = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(", ");
  switch (matcher.kind) {
    case "equals":
      return JSON.stringify(matcher.value);
    case "oneOf":
      return `one of ${list(matcher.values)}`;
    case "anyOf":
      return `a list with at least one of ${list(matcher.values)}`;
    case "allOf":
      return `a list with all of ${list(matcher.values)}`;
    case "noneOf":
      return `a list with none of ${list(matcher.values)}`;
    case "prefix":
      return `text that begins with ${JSON.stringify(matcher.prefix)}`;
    case "glob":
      return `text of the form ${JSON.stringify(matcher.pattern)} (* within a segment, ** across)`;
    case "matches":
      return `text that matches ${matcher.pattern} as a whole`;
    case "exists":
      return "there";
  }
}

/** A claim's value as an explanation shows it: one line, never long, and what is missing said. */
export function describeClaim(value: ClaimValue | undefined): string {
  if (value === undefined) {
    return "missing";
  }
  const text = JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
}

/** Where a request must come from. */
export function describeNetwork({ cidrs, vpcEndpointIds }: NetworkCondition): string {
  return [
    ...(cidrs.length > 0 ? [`from ${cidrs.join(", ")}`] : []),
    ...(vpcEndpointIds.length > 0 ? [`through ${vpcEndpointIds.join(", ")}`] : []),
  ].join(", or ");
}

/** When a request must come. */
export function describeTime({ days, fromMinute, toMinute, zone }: TimeCondition): string {
  return `${days.join(", ")} from ${clockFace(fromMinute)} to before ${clockFace(toMinute)} in ${zone}`;
}

function clockFace(minute: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

/** How somebody must have signed in. */
export function describeMfa({ amr, acr, maxAgeSeconds }: MfaCondition): string {
  return [
    ...(amr.length > 0 ? [`amr with one of ${amr.join(", ")}`] : []),
    ...(acr.length > 0 ? [`acr one of ${acr.join(", ")}`] : []),
    ...(maxAgeSeconds === undefined ? [] : [`auth_time at most ${maxAgeSeconds} s ago`]),
  ].join(", and ");
}
