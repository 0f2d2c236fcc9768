import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import type { NodeIndex } from "./check-nodes.ts";

/**
 * The plain value of nodes that `checkNodes` calls expandable. What an alias names is expanded once and shared. The
 * library's own way looks through all anchors of the text for each alias: a minute for ten thousand grants.
 */
export function expandNodes(root: ParsedNode | null, index: NodeIndex): unknown {
  const expanded = new Map<unknown, unknown>();
  const expand = (node: unknown): unknown => {
    if (isAlias(node)) return expand(index.aliases.get(node));
    if (isScalar(node)) return node.value;
    if (!isMap(node) && !isSeq(node)) return null;
    const known = expanded.get(node);
    if (known !== undefined) return known;
    const value = isMap(node)
      ? Object.fromEntries([...(index.pairs.get(node) ?? [])].map(([name, pair]) => [name, expand(pair.value)]))
      : node.items.map(expand);
    expanded.set(node, value);
    return value;
  };
  return expand(root);
}
