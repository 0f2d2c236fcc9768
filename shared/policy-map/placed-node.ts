import type { MapPath } from "./findings.ts";
import type { FoundPlace } from "./locate-path.ts";

/** A plain value, and where it and its parts stand in the text. */
export interface PlacedNode {
  readonly value: unknown;
  readonly offset: number;
  /** A collection that is written on lines of its own, so that its key is what to point at. */
  readonly isBlock: boolean;
  readonly members: ReadonlyMap<string, PlacedMember> | undefined;
  readonly items: readonly PlacedNode[] | undefined;
}

export interface PlacedMember {
  readonly keyOffset: number;
  readonly node: PlacedNode;
}

/** The place to show for a path: what `locatePath` says of the library's nodes. */
export function locatePlaced(root: PlacedNode, path: MapPath, spot: "value" | "key"): FoundPlace {
  let node = root;
  let offset = root.offset;
  for (const [depth, step] of path.entries()) {
    const member = node.members?.get(String(step));
    const next = member?.node ?? node.items?.[Number(step)];
    if (next === undefined) return { offset, depth };
    const wantsKey = spot === "key" && depth === path.length - 1;
    offset = member !== undefined && (wantsKey || next.isBlock) ? member.keyOffset : next.offset;
    node = next;
  }
  return { offset, depth: path.length };
}
