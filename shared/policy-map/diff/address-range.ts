import { isIP } from "node:net";

/** The addresses from `first` to `last`, both inside. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The range of a CIDR block in the canonical form that `parse-cidr` gives. */
export function addressRange(cidr: string): AddressRange {
  const [address = "", prefixLength = ""] = cidr.split("/");
  const family = isIP(address) === 6 ? 6 : 4;
  const hostBits = BigInt((family === 6 ? 128 : 32) - Number(prefixLength));
  const first = family === 6 ? ipv6Number(address) : ipv4Number(address);
  return { family, first, last: first + (1n << hostBits) - 1n };
}

function ipv4Number(address: string): bigint {
  return address.split(".").reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function ipv6Number(address: string): bigint {
  // `URL` writes an embedded IPv4 address as groups too.
  const [before = [], after = []] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split("::")
    .map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = new Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** One address as text; undefined past the end of the family's addresses. */
export function printAddress(family: 4 | 6, number: bigint): string | undefined {
  const [bits, width] = family === 4 ? [32n, 8n] : [128n, 16n];
  if (number < 0n || number >= 1n << bits) return undefined;
  const groups: bigint[] = [];
  for (let shift = bits - width; shift >= 0n; shift -= width) groups.push((number >> shift) & ((1n << width) - 1n));
  return family === 4 ? groups.join(".") : groups.map((group) => group.toString(16)).join(":");
}
