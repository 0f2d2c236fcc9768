import { createHash } from "node:crypto";

const longest = 64;
const digestLength = 20;
const illegal = /[^A-Za-z0-9_+=,.@-]/g;
const looksMade = new RegExp(`-[0-9a-f]{${digestLength}}$`);

/**
 * A session name or source identity that STS takes, for any text: 2 to 64 of `[\w+=,.@-]`. What STS does not take becomes
 * `-`, and a digest of issuer and original follows whenever anything was replaced or shortened, so that two callers never
 * share a name. A text that ends like such a digest gets one too: else its holder could pass for another. No clock and no
 * randomness, since services key connections on the name.
 * @param values what the text was put together from, where other values could have given the same text: then they are digested
 *   in its place, and always
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function sessionName(original: string, issuer: string, values?: readonly string[]): string {
  const legal = original.replace(illegal, "-");
  if (
    values === undefined &&
    legal === original &&
    original.length >= 2 &&
    original.length <= longest &&
    !looksMade.test(original)
  ) {
    return original;
  }
  const digest = createHash("sha256")
    .update(JSON.stringify([issuer, ...(values ?? [original])]))
    .digest("hex")
    .slice(0, digestLength);
  return `${legal.slice(0, longest - digestLength - 1)}-${digest}`;
}
