import { isIPv6, SocketAddress } from "node:net";

/**
 * Whom an address counts for: an IPv4 address for itself, however it is written, an IPv6 address for its /64, since that is what
 * one host or one home gets to choose addresses from (RFC 6177 section 2, RFC 8981).
 */
export function addressGroup(address: string | undefined): string {
  if (address === undefined) return "an unknown address";
  if (!isIPv6(address)) return address;
  const canonical = new SocketAddress({ address: address.replace(/%.*$/, ""), family: "ipv6" }).address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(canonical)?.[1];
  return mapped ?? `${firstHalf(canonical).join(":")}::/64`;
}

/** The first four of the eight groups. An IPv4 address at the end stands for two, and is never among them. */
function firstHalf(canonical: string): readonly string[] {
  const [before = "", after = ""] = canonical.replace(/\d+\.\d+\.\d+\.\d+$/, "0:0").split("::");
  const [head, tail] = [before, after].map((part) => (part === "" ? [] : part.split(":"))) as [string[], string[]];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail].slice(0, 4);
}
