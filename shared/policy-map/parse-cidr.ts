import { isIP } from "node:net";
import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

/**
 * A range of addresses in canonical form, `10.20.0.0/16`; one address is `/32` or `/128`.
 * @throws Flaw
 */
export function parseCidr(text: string): string {
  const [address = "", length, ...rest] = text.split("/");
  // A zone (`fe80::1%eth0`) means something on one machine only.
  const family = address.includes("%") ? 0 : isIP(address);
  const bits = family === 4 ? 32 : 128;
  const isLength = length === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(length) && Number(length) <= bits);
  if (family === 0 || !isLength || rest.length > 0) {
    throw new Flaw(
      `${quoteValue(text)} is not a range of addresses`,
      "write one such as 10.20.0.0/16 or 2001:db8::/32",
    );
  }
  const prefix = length === undefined ? bits : Number(length);
  const number = family === 4 ? ipv4Number(address) : ipv6Number(address);
  const hostBits = BigInt(bits - prefix);
  const network = (number >> hostBits) << hostBits;
  const canonical = `${family === 4 ? printIpv4(network) : printIpv6(network)}/${prefix}`;
  if (network !== number) {
    throw new Flaw(`${quoteValue(text)} has bits beyond its prefix, so that it says two things`, `write ${canonical}`);
  }
  return canonical;
}

function ipv4Number(address: string): bigint {
  return address.split(".").reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** `URL` writes every IPv6 address as groups of hexadecimal digits, embedded IPv4 ones too. */
function ipv6Number(address: string): bigint {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string | undefined): string[] => (text === undefined || text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = new Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function printIpv4(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 0xffn).join(".");
}

function printIpv6(number: bigint): string {
  const groups = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((number >> shift) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
