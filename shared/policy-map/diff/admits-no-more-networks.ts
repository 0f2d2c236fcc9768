import type { NetworkCondition } from "../../model/policy-document.ts";
import { type AddressRange, addressRange } from "./address-range.ts";

/** Whether every address and endpoint that `newer` admits is admitted by `older` too, split and joined blocks included. */
export function admitsNoMoreNetworks(newer: NetworkCondition, older: NetworkCondition): boolean {
  if (!newer.vpcEndpointIds.every((id) => older.vpcEndpointIds.includes(id))) return false;
  const known = joinRanges(older.cidrs.map(addressRange));
  return newer.cidrs
    .map(addressRange)
    .every((range) =>
      known.some(({ family, first, last }) => family === range.family && first <= range.first && range.last <= last),
    );
}

function joinRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const joined: AddressRange[] = [];
  for (const range of [...ranges].sort((one, other) => one.family - other.family || compare(one.first, other.first))) {
    const previous = joined.at(-1);
    if (previous?.family === range.family && range.first <= previous.last + 1n) {
      joined[joined.length - 1] = { ...previous, last: previous.last > range.last ? previous.last : range.last };
    } else joined.push(range);
  }
  return joined;
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
