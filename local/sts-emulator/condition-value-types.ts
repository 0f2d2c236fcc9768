import { isIP } from "node:net";

interface ValueType {
  /** The operators that compare values of this type. */
  readonly operators: RegExp;
  readonly what: string;
  readonly fits: (value: string) => boolean;
}

/** What the values of a policy's conditions must be; operators that are not here take any text. */
export const valueTypes: readonly ValueType[] = [
  { operators: /^Numeric/, what: "a number", fits: (value) => /^[+-]?\d+(?:\.\d+)?$/.test(value) },
  { operators: /^Date/, what: "a date of ISO 8601 or seconds since 1970", fits: isDate },
  { operators: /^(?:Bool|Null)$/, what: "true or false", fits: (value) => /^(?:true|false)$/i.test(value) },
  { operators: /IpAddress$/, what: "an address or a range of addresses", fits: isRange },
];

function isDate(value: string): boolean {
  return /^\d+$/.test(value) || (/^\d{4}-\d\d/.test(value) && !Number.isNaN(Date.parse(value)));
}

function isRange(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/");
  const longest = isIP(address) === 4 ? 32 : 128;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
  return isIP(address) !== 0 && isPrefix && rest.length === 0;
}
