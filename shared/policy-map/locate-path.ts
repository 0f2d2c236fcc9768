import { isAlias, isCollection, isMap, isNode, isSeq, type Node, type ParsedNode } from "yaml";
import { type NodeIndex, offsetOfNode } from "./check-nodes.ts";
import type { MapPath } from "./findings.ts";

export interface FoundPlace {
  readonly offset: number;
  /** How many steps of the path are there. */
  readonly depth: number;
}

/**
 * The place to show for a path: its value, or its key where the value starts on another line, is empty, or the key is
 * what is meant. For a path that is not there, the nearest that is.
 */
export function locatePath(
  root: ParsedNode | null,
  index: NodeIndex,
  path: MapPath,
  spot: "value" | "key",
): FoundPlace {
  let node: Node | null = root;
  let offset = root === null ? 0 : offsetOfNode(root);
  for (const [depth, step] of path.entries()) {
    const container: Node | null | undefined = isAlias(node) ? index.aliases.get(node) : node;
    if (isMap(container)) {
      const pair = index.pairs.get(container)?.get(String(step));
      if (pair === undefined || !isNode(pair.key)) return { offset, depth };
      node = isNode(pair.value) ? pair.value : null;
      const wantsKey = spot === "key" && depth === path.length - 1;
      offset = node === null || wantsKey || startsElsewhere(node) ? offsetOfNode(pair.key) : offsetOfNode(node);
    } else if (isSeq(container)) {
      const item: unknown = container.items[Number(step)];
      if (!isNode(item)) return { offset, depth };
      node = item;
      offset = offsetOfNode(item);
    } else {
      return { offset, depth };
    }
  }
  return { offset, depth: path.length };
}

function startsElsewhere(node: Node): boolean {
  if (isCollection(node)) return node.flow !== true;
  return node.range !== undefined && node.range !== null && node.range[0] === node.range[1];
}
