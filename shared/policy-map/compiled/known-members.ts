import type { Issuer } from "../../model/issuer.ts";
import type { Denial, Grant, PolicyTemplateString } from "../../model/policy-document.ts";

/** The names of all members of a type, at any depth. */
type MemberNames<Type> = Type extends readonly (infer Member)[]
  ? MemberNames<Member>
  : Type extends object
    ? { [Name in keyof Type]-?: Name | MemberNames<Type[Name]> }[keyof Type]
    : never;

/** A session policy's own members (`Version`, `Statement`) are data and stand inside `members`; so are those of a key. */
type KnownMember =
  | MemberNames<Omit<Issuer, "keys">>
  | "keys"
  | "uri"
  | "jwks"
  | MemberNames<Omit<Grant, "policy">>
  | MemberNames<Denial | PolicyTemplateString>
  | "policy"
  | "members";

/** The compiler demands every name of the model here, and with it a thought: does `compiledFormat` become another version? */
const known = {
  account: true,
  acr: true,
  algorithms: true,
  allowsPath: true,
  amr: true,
  audiences: true,
  answersAccountId: true,
  capAt: true,
  cidrs: true,
  claims: true,
  clockToleranceSeconds: true,
  days: true,
  demandsNonce: true,
  description: true,
  durationSeconds: true,
  externalId: true,
  format: true,
  from: true,
  fromMinute: true,
  isDefault: true,
  issuer: true,
  issuers: true,
  jwks: true,
  key: true,
  keys: true,
  kind: true,
  matcher: true,
  maxAgeSeconds: true,
  maxTokenAgeSeconds: true,
  maxTokenLifetimeSeconds: true,
  member: true,
  members: true,
  methods: true,
  mfa: true,
  mode: true,
  name: true,
  network: true,
  oneTime: true,
  parameters: true,
  path: true,
  pattern: true,
  place: true,
  policy: true,
  policyArns: true,
  prefix: true,
  reason: true,
  region: true,
  requiredClaims: true,
  roleArn: true,
  secret: true,
  senderConstrained: true,
  sessionName: true,
  sourceIdentity: true,
  ssm: true,
  tags: true,
  targets: true,
  template: true,
  time: true,
  toMinute: true,
  tokenType: true,
  transitiveTagKeys: true,
  uri: true,
  value: true,
  values: true,
  via: true,
  vpcEndpointIds: true,
  when: true,
  zone: true,
} as const satisfies Record<KnownMember, true>;

/**
 * A member that this version of the service does not know may be a condition: to overlook it would widen the grant.
 * @returns the first name that is not known, if there is one
 */
export function unknownMember(names: readonly string[]): string | undefined {
  return names.find((name) => !Object.hasOwn(known, name));
}

/** The names of the members that issuers and rules use, sorted. */
export function memberNames(parts: readonly object[]): readonly string[] {
  const names = new Set<string>();
  for (const part of parts) {
    collect(part, names);
  }
  return [...names].sort();
}

/** What a published key is made of is its issuer's business, and no member of ours. */
export function withoutKeyMembers(issuer: Issuer): object {
  const { keys } = issuer;
  return { ...issuer, keys: keys.kind === "inline" ? { ...keys, jwks: { ...keys.jwks, keys: [] } } : keys };
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) {
      continue;
    }
    if (Array.isArray(value)) {
      collect(member, names);
      continue;
    }
    names.add(name);
    const isPolicyData = name === "members" && typeof member === "object" && member !== null;
    for (const inner of isPolicyData ? Object.values(member) : [member]) {
      collect(inner, names);
    }
  }
}
