import type { PolicyTemplate, Template, TemplatePart } from "../../model/policy-document.ts";

/** What `{grant}` and `{issuer}` stand for. */
export interface FixedNames {
  readonly grant: string;
  readonly issuer: string;
}

/**
 * Around a placeholder in text that is compared: characters of a private plane, which STS takes in no policy, so that no
 * literal and no value is ever taken for one.
 */
const [open, close] = ["\u{f0000}", "\u{f0001}"];
const pathOption = "|path";

/** A template as text that can be compared: two are equal only where they give every caller the same. */
export function templateText(template: Template, names: FixedNames): string {
  return template.map((part) => (typeof part === "string" ? part : placeholderText(part, names))).join("");
}

function placeholderText(part: Exclude<TemplatePart, string>, names: FixedNames): string {
  if (part.from === "grant" || part.from === "issuer") return names[part.from];
  const source = part.from === "claims" ? part.path : [part.name];
  return `${open}${part.from}${JSON.stringify(source)}${part.allowsPath ? pathOption : ""}${close}`;
}

/** A session policy as the plain JSON value that it is, its templates as `templateText`. */
export function policyValue(policy: PolicyTemplate, names: FixedNames): unknown {
  if (typeof policy !== "object") return policy;
  if ("template" in policy) return templateText(policy.template, names);
  if ("members" in policy) {
    return Object.fromEntries(
      Object.entries(policy.members).map(([name, member]) => [name, policyValue(member, names)]),
    );
  }
  return policy.map((member) => policyValue(member, names));
}

const unit = new RegExp(`${open}[^${close}]*${close}|\\$\\{[^}]*\\}|.`, "gsu");

/** Text in pieces that are compared whole: a character, a placeholder, or an IAM policy variable (`${aws:username}`). */
export function splitUnits(text: string): readonly string[] {
  return text.match(unit) ?? [];
}

/** Whether one piece stands for all that the other may stand for: `{claims.x|path}` fills in more values than `{claims.x}`. */
export function coversUnit(wider: string, narrower: string): boolean {
  return wider === narrower || (wider.startsWith(open) && wider === narrower.replace(close, `${pathOption}${close}`));
}

/** Whether a piece is filled in with values that may hold `/` and `:`. */
export function mayHoldColon(piece: string): boolean {
  return piece.endsWith(`${pathOption}${close}`);
}

/** The template as its author wrote it. */
export function wordTemplate(template: Template): string {
  const words = template.map((part) => {
    if (typeof part === "string") return part;
    if (part.from === "grant" || part.from === "issuer") return `{${part.from}}`;
    const source = part.from === "claims" ? part.path.join(".") : part.name;
    return `{${part.from}.${source}${part.allowsPath ? pathOption : ""}}`;
  });
  return JSON.stringify(words.join(""));
}
