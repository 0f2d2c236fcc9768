import type { PolicyTemplate, PolicyTemplateString } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import { compileOnce } from "./compile-once.ts";
import { renderTemplate, type TemplateValues, type ValueRule } from "./render-template.ts";

/** The limit of STS on a session policy and the ARNs of managed ones together, in characters. */
const longestPolicy = 2_048;

const longestValue = 256;

/**
 * What a value may hold in a session policy: an allow-list, since IAM gives a meaning to `*`, `?`, `$`, `{`, and JSON and
 * ARNs to others. Nothing beyond ASCII: look-alikes and composed forms are not the same resource.
 */
const inResource = /^[A-Za-z0-9_.@=,+-]+$/;
const inResourcePath = /^[A-Za-z0-9_.@=,+:/-]+$/;
const inCondition = /^[A-Za-z0-9_.@=,+:/ -]+$/;

/**
 * The session policy as JSON text, from a JSON value in which only strings are filled: a value can never become a key, a
 * statement or a list. A policy can only narrow the role, and one that cannot be rendered is a refusal, never the whole role.
 * @throws Refusal `NotGranted` or `InvalidParameter` for a value that may not go in, `NotGranted` where the text is too long
 * @param policyArns what is sent beside it and counts towards the limit (AssumeRole, parameter PolicyArns)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export function renderPolicy(policy: PolicyTemplate, values: TemplateValues, policyArns: readonly string[]): string {
  const text = typeof policy === "object" ? fill(piecesOf(policy), values) : JSON.stringify(policy);
  const characters = text.length + policyArns.join("").length;
  if (characters > longestPolicy) {
    throw new Refusal(
      "NotGranted",
      `grant ${values.grant}: the session policy takes ${characters} characters, over STS's ${longestPolicy}`,
    );
  }
  return text;
}

function fill(pieces: readonly Piece[], values: TemplateValues): string {
  return pieces
    .map((piece) =>
      typeof piece === "string" ? piece : JSON.stringify(renderTemplate(piece.template, values, ruleFor(piece.place))),
    )
    .join("");
}

/** What of a policy's JSON text is the same for everybody, and the strings that are filled in between. */
type Piece = string | PolicyTemplateString;

const piecesOf = compileOnce((policy: PolicyTemplate & object) => joinTexts(takeApart(policy)));

function takeApart(policy: PolicyTemplate): readonly Piece[] {
  if (typeof policy !== "object") {
    return [JSON.stringify(policy)];
  }
  if (isList(policy)) {
    return ["[", ...withCommas(policy.map(takeApart)), "]"];
  }
  if ("template" in policy) {
    return [policy];
  }
  const members = Object.entries(policy.members);
  return ["{", ...withCommas(members.map(([name, member]) => [`${JSON.stringify(name)}:`, ...takeApart(member)])), "}"];
}

function withCommas(parts: readonly (readonly Piece[])[]): readonly Piece[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [",", ...part]));
}

function joinTexts(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === "string" && typeof last === "string") joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}

function isList(policy: PolicyTemplate): policy is readonly PolicyTemplate[] {
  return Array.isArray(policy);
}

function ruleFor(place: PolicyTemplateString["place"]): ValueRule {
  return (value, placeholder) => {
    const allowsPath = (placeholder as { readonly allowsPath?: boolean }).allowsPath === true;
    const allowed = place === "condition" ? inCondition : allowsPath ? inResourcePath : inResource;
    if (value.length > longestValue) {
      return `is over ${longestValue} characters`;
    }
    if (!allowed.test(value)) {
      return "has a character that may not go into a policy";
    }
    const segments = allowsPath ? value.split("/") : [value];
    return segments.some((segment) => segment === "" || segment === "." || segment === "..")
      ? "has an empty, `.` or `..` segment"
      : undefined;
  };
}
