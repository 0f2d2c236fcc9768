import type { AuthoredDefaults, AuthoredGrant } from "./authored-grant.ts";

/** A grant with what `defaults` says where it says nothing itself. Tags are added one by one; lists are replaced whole. */
export function applyDefaults(grant: AuthoredGrant, { assume, ...answer }: AuthoredDefaults): AuthoredGrant {
  const tags = { ...assume?.tags, ...grant.assume.tags };
  return {
    ...answer,
    ...grant,
    assume: { ...assume, ...grant.assume, ...(Object.keys(tags).length > 0 && { tags }) },
  };
}
