import type { Claims, ClaimValue } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";
import { readMember } from "./read-member.ts";

/**
 * One of the issuer's audiences must be `aud` or a member of it, exactly (RFC 7519 section 4.1.3). A list that holds
 * anything but strings is refused whole: such a claim was not made by what the map trusts.
 * @throws Refusal `WrongAudience`
 */
export function checkAudience(claims: Claims, issuer: Issuer): void {
  const audiences = listAudiences(readMember(claims, "aud"));
  if (audiences === undefined) throw new Refusal("WrongAudience", "aud is not a string or a list of strings");
  if (!audiences.some((audience) => issuer.audiences.includes(audience))) {
    throw new Refusal("WrongAudience", `aud holds none of the audiences of issuer ${issuer.name}`);
  }
}

function listAudiences(value: ClaimValue | undefined): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}
