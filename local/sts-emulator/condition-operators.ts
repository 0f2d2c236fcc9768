import { BlockList, isIPv4, isIPv6 } from "node:net";
import { many, matchWildcard, one, type PatternSymbol } from "./match-wildcard.ts";

/** Compares one value of the request with one of the policy. */
type Test = (actual: string, expected: readonly PatternSymbol[]) => boolean;

export interface Operator {
  readonly test: Test;
  /** `...Not...`: holds where no value of the policy fits, and where the key is absent. */
  readonly isNegated: boolean;
}

const negations: Readonly<Record<string, string>> = {
  StringEquals: "StringNotEquals",
  StringEqualsIgnoreCase: "StringNotEqualsIgnoreCase",
  StringLike: "StringNotLike",
  NumericEquals: "NumericNotEquals",
  DateEquals: "DateNotEquals",
  IpAddress: "NotIpAddress",
  ArnEquals: "ArnNotEquals",
  ArnLike: "ArnNotLike",
};

/** `Null` is not here: it asks for presence and not for a value. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries<Test>({
    StringEquals: (actual, expected) => actual === plain(expected),
    StringEqualsIgnoreCase: (actual, expected) => actual.toLowerCase() === plain(expected).toLowerCase(),
    StringLike: (actual, expected) => matchWildcard(expected, actual),
    NumericEquals: numeric((a, b) => a === b),
    NumericLessThan: numeric((a, b) => a < b),
    NumericLessThanEquals: numeric((a, b) => a <= b),
    NumericGreaterThan: numeric((a, b) => a > b),
    NumericGreaterThanEquals: numeric((a, b) => a >= b),
    DateEquals: date((a, b) => a === b),
    DateLessThan: date((a, b) => a < b),
    DateLessThanEquals: date((a, b) => a <= b),
    DateGreaterThan: date((a, b) => a > b),
    DateGreaterThanEquals: date((a, b) => a >= b),
    Bool: (actual, expected) => actual.toLowerCase() === plain(expected).toLowerCase(),
    BinaryEquals: (actual, expected) => actual === plain(expected),
    IpAddress: (actual, expected) => isInside(actual, plain(expected)),
    // Both work on the six parts of an ARN, with wildcards; the documentation says that they behave alike.
    ArnEquals: matchArn,
    ArnLike: matchArn,
  }).flatMap(([name, test]) => [[name, { test, isNegated: false }], ...negated(name, test)]),
);

function negated(name: string, test: Test): [string, Operator][] {
  const opposite = negations[name];
  return opposite === undefined ? [] : [[opposite, { test, isNegated: true }]];
}

function plain(symbols: readonly PatternSymbol[]): string {
  return symbols.map((symbol) => (symbol === many ? "*" : symbol === one ? "?" : symbol)).join("");
}

function numeric(compare: (actual: number, expected: number) => boolean): Test {
  return (actual, expected) => compare(Number(actual), Number(plain(expected)));
}

function date(compare: (actualMs: number, expectedMs: number) => boolean): Test {
  return (actual, expected) => compare(instantMs(actual), instantMs(plain(expected)));
}

/** ISO 8601 or seconds since the epoch; NaN for anything else, which compares as false. */
function instantMs(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function isInside(address: string, range: string): boolean {
  const [network = "", prefix] = range.split("/");
  const family = familyOf(network);
  // Node would find an IPv4 address inside an IPv6 range, as a mapped one.
  if (family === undefined || familyOf(address) !== family) return false;
  const longest = family === "ipv4" ? 32 : 128;
  const bits = prefix === undefined ? longest : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > longest) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(address, family);
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  return isIPv4(address) ? "ipv4" : isIPv6(address) ? "ipv6" : undefined;
}

function matchArn(actual: string, expected: readonly PatternSymbol[]): boolean {
  const wanted = splitArn(expected);
  const given = splitArn([...actual]).map((part) => part.join(""));
  return wanted.length === given.length && wanted.every((part, index) => matchWildcard(part, given[index] ?? ""));
}

/** Up to six parts: the last one may hold colons. */
function splitArn<S extends PatternSymbol>(symbols: readonly S[]): S[][] {
  const parts: S[][] = [[]];
  for (const symbol of symbols) {
    if (symbol === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(symbol);
  }
  return parts;
}
