import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import type { ProofMethod } from "../model/proof.ts";
import { Refusal } from "../model/refusal.ts";
import { readMember } from "./read-member.ts";

/** What a token is bound to: the SHA-256 thumbprint, in base64url, of the key or certificate that each method proves. */
export type Binding = Readonly<Partial<Record<ProofMethod, string>>>;

/** RFC 9449 section 6.1 and RFC 8705 section 3.1. */
const methodsByMember: ReadonlyMap<string, ProofMethod> = new Map<string, ProofMethod>([
  ["jkt", "dpop"],
  ["x5t#S256", "mtls"],
]);

/** 32 bytes in base64url. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/;

/**
 * What the claim `cnf` binds a token to, and whether that is what its issuer's entry demands. A confirmation that is not known
 * is not overlooked, as RFC 7800 section 3.1 would allow: it says that the token is not for everybody who holds it.
 * @throws Refusal `ProofRequired`
 */
export function readBinding(claims: Claims, { name, senderConstrained }: Issuer): Binding {
  const binding = Object.hasOwn(claims, "cnf") ? readConfirmation(readMember(claims, "cnf")) : {};
  if (senderConstrained === undefined || senderConstrained.methods.some((method) => Object.hasOwn(binding, method))) {
    return binding;
  }
  const methods = senderConstrained.methods.join(" or ");
  throw new Refusal("ProofRequired", `tokens of issuer ${name} must be bound by ${methods}, and this one is not`);
}

function readConfirmation(confirmation: Claims[string] | undefined): Binding {
  const binding: Partial<Record<ProofMethod, string>> = {};
  const members = Object.entries(confirmation ?? {});
  for (const [member, value] of members) {
    const method = methodsByMember.get(member);
    if (method === undefined || typeof value !== "string" || !thumbprint.test(value)) {
      throw new Refusal("ProofRequired", "cnf holds a confirmation that cannot be proved here");
    }
    binding[method] = value;
  }
  if (members.length === 0) throw new Refusal("ProofRequired", "cnf holds no confirmation");
  return binding;
}
