import type { ClaimPath } from "../../shared/model/claims.ts";
import type {
  ClaimCondition,
  GrantConditions,
  Matcher,
  MfaCondition,
  NetworkCondition,
  Scalar,
} from "../../shared/model/policy-document.ts";
import type { ProofMethod } from "../../shared/model/proof.ts";
import { describeDuration } from "./describe-duration.ts";
import { describeTime } from "./describe-time.ts";
import { enumerate, type Words } from "./words.ts";

/** Everything that must hold for a grant, one sentence a condition, in the order in which they are tested. */
export function describeConditions(when: GrantConditions): readonly Words[] {
  return [
    ["The token is issued by ", ...enumerate(when.issuers, "or")],
    ...when.claims.map(describeClaim),
    ...(when.network === undefined ? [] : [describeNetwork(when.network)]),
    ...(when.time === undefined ? [] : [describeTime(when.time)]),
    ...(when.mfa === undefined ? [] : describeMfa(when.mfa)),
    ...(when.senderConstrained === undefined ? [] : [describeProof(when.senderConstrained)]),
  ];
}

/** Such as: `groups` is a list with at least one of `etl`, `ops`. */
export function describeClaim({ path, matcher }: ClaimCondition): Words {
  return [{ code: printClaimPath(path) }, " ", ...describeMatcher(matcher)];
}

/** A claim's path as a map has it: a dot between steps, a backslash before a dot inside one. */
export function printClaimPath(path: ClaimPath): string {
  return path.map((step) => step.replace(/[\\.]/g, "\\$&")).join(".");
}

function describeMatcher(matcher: Matcher): Words {
  switch (matcher.kind) {
    case "equals":
      return ["is ", ...enumerateScalars([matcher.value])];
    case "oneOf":
      return ["is ", ...enumerateScalars(matcher.values, "or")];
    case "anyOf":
      return ["is a list with ", ...enumerateSome("at least one of ", matcher.values)];
    case "allOf":
      return ["is a list with ", ...enumerateSome("all of ", matcher.values)];
    case "noneOf":
      return ["is a list without ", ...enumerateSome("any of ", matcher.values)];
    case "prefix":
      return ["begins with ", { code: matcher.prefix }];
    case "glob":
      return ["fits ", { code: matcher.pattern }, describeGlob(matcher.pattern)];
    case "matches":
      return ["matches the pattern ", { code: matcher.pattern }, " from beginning to end"];
    case "exists":
      return ["is there, whatever its value"];
  }
}

function enumerateSome(quantity: string, values: readonly Scalar[]): Words {
  return values.length === 1 ? enumerateScalars(values) : [quantity, ...enumerateScalars(values)];
}

/** Comparison is typed, so a number or a truth value says that it is one. */
function enumerateScalars(values: readonly Scalar[], conjunction?: "or"): Words {
  let next = 0;
  return enumerate(values.map(String), conjunction).flatMap((word) => {
    const value = typeof word === "string" ? undefined : values[next++];
    if (value === undefined || typeof value === "string") return [word];
    return [typeof value === "number" ? "the number " : "the truth value ", word];
  });
}

function describeGlob(pattern: string): string {
  const hasDouble = pattern.includes("**");
  const hasSingle = /(?<!\*)\*(?!\*)/.test(pattern);
  const notes = [
    ...(hasSingle ? ["* stops at / and :"] : []),
    ...(hasDouble ? [hasSingle ? "** does not" : "** stands for anything, / and : included"] : []),
  ];
  return notes.length === 0 ? "" : ` (${notes.join(", ")})`;
}

function describeNetwork({ cidrs, vpcEndpointIds }: NetworkCondition): Words {
  const endpoints = vpcEndpointIds.length === 1 ? "the VPC endpoint " : "one of the VPC endpoints ";
  return [
    "The request comes ",
    ...(cidrs.length > 0 ? ["from ", ...enumerate(cidrs, "or")] : []),
    ...(cidrs.length > 0 && vpcEndpointIds.length > 0 ? [", or "] : []),
    ...(vpcEndpointIds.length > 0 ? [`through ${endpoints}`, ...enumerate(vpcEndpointIds, "or")] : []),
  ];
}

function describeMfa({ amr, acr, maxAgeSeconds }: MfaCondition): readonly Words[] {
  return [
    ...(amr.length > 0 ? [["The sign-in used ", ...enumerate(amr, "or"), " (", { code: "amr" }, ")"]] : []),
    ...(acr.length > 0 ? [["The sign-in was of class ", ...enumerate(acr, "or"), " (", { code: "acr" }, ")"]] : []),
    ...(maxAgeSeconds === undefined
      ? []
      : [[`The sign-in was at most ${describeDuration(maxAgeSeconds)} ago (`, { code: "auth_time" }, ")"]]),
  ];
}

function describeProof(methods: readonly ProofMethod[]): Words {
  return [`The token is bound to a key, and its sender proves to have it (${wordProofs(methods)})`];
}

/** As people write them. */
export function wordProofs(methods: readonly ProofMethod[]): string {
  const words: Readonly<Record<ProofMethod, string>> = { dpop: "DPoP", mtls: "mutual TLS" };
  return methods.map((method) => words[method]).join(" or ");
}
