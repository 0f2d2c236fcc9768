import type { ExternalIdReference } from "../model/policy-document.ts";

const forms = "ssm:/NAME, or secret:NAME or secret:ARN with #MEMBER for a member of a JSON object";

/**
 * Reads where a secret is kept, as a variable has it.
 * @throws Error that says which forms there are; it does not repeat the text, which may be the secret itself in the wrong place
 */
export function parseSecretLocation(location: string): ExternalIdReference {
  const ssm = /^ssm:(\/?[\w.-]{1,256}(?:\/[\w.-]{1,256}){0,14})$/.exec(location)?.[1];
  if (ssm !== undefined) return { ssm };
  const [, secret, member] = /^secret:([\w/+=.@:-]{1,600})(?:#([\w.-]{1,128}))?$/.exec(location) ?? [];
  if (secret === undefined) throw new Error(`is no place of a secret; use ${forms}`);
  return { secret, member };
}
