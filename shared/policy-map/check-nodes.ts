import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { deepestNesting } from "./check-depth.ts";
import type { Findings, MapPath } from "./findings.ts";

/** What a walk over the nodes learns. */
export interface NodeIndex {
  /** The members of a mapping, with those that it merges in (`<<`), in the order of the text. */
  readonly pairs: ReadonlyMap<YAMLMap, ReadonlyMap<string, Pair>>;
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** Whether the nodes may be turned into plain values: no cycle, no dangling alias, no `__proto__`, no bottomless depth, no bomb. */
  readonly isExpandable: boolean;
}

/** Forty a grant, for fifty thousand grants: what aliases and merge keys may make of a map. A bomb makes far more. */
const mostExpandedNodes = 2_000_000;

/** How much a node is with all its aliases written out. */
interface Extent {
  readonly nodes: number;
  /** Collections on the longest way down. */
  readonly height: number;
}

const leaf: Extent = { nodes: 1, height: 0 };

/** Where a node begins. */
export function offsetOfNode(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Reports what YAML allows and a policy map does not, and resolves aliases and merge keys as it goes. */
export function checkNodes(root: ParsedNode | null, findings: Findings): NodeIndex {
  const walk = new NodeWalk(findings);
  walk.visit(root, []);
  return walk;
}

class NodeWalk implements NodeIndex {
  readonly pairs = new Map<YAMLMap, Map<string, Pair>>();
  readonly aliases = new Map<Alias, Node>();
  isExpandable = true;
  readonly #anchors = new Map<string, Node>();
  readonly #extents = new Map<Node, Extent>();
  readonly #open = new Set<Node>();
  readonly #findings: Findings;
  #expandedNodes = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  visit(node: unknown, path: MapPath): Extent {
    if (isAlias(node)) return this.#visitAlias(node, path);
    if (isScalar(node)) this.#visitScalar(node, path);
    return isMap(node) || isSeq(node) ? this.#visitCollection(node, path) : leaf;
  }

  #visitAlias(alias: Alias, path: MapPath): Extent {
    const target = this.#anchors.get(alias.source);
    if (target === undefined)
      return this.#refuse(alias, path, "is an alias of no anchor", "define the anchor above it");
    if (this.#open.has(target)) return this.#refuse(alias, path, "is an alias of what holds it", "write it out");
    this.aliases.set(alias, target);
    const extent = this.#extents.get(target) ?? leaf;
    if (path.length + extent.height > deepestNesting + 1) {
      return this.#refuse(alias, path, "is nested too deeply", "flatten it");
    }
    const before = this.#expandedNodes;
    this.#expandedNodes += extent.nodes;
    if (before <= mostExpandedNodes && this.#expandedNodes > mostExpandedNodes) {
      return this.#refuse(alias, path, "is one alias too many: written out, the map would be huge", "use fewer");
    }
    return extent;
  }

  #visitCollection(node: YAMLMap | YAMLSeq, path: MapPath): Extent {
    if (path.length > deepestNesting) return this.#refuse(node, path, "is nested too deeply", "flatten it");
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    const parts = isMap(node)
      ? this.#visitMap(node, path)
      : node.items.map((item, index) => this.visit(item, [...path, index]));
    this.#open.delete(node);
    const extent = {
      nodes: parts.reduce((sum, part) => sum + part.nodes, 1),
      height: 1 + parts.reduce((highest, part) => Math.max(highest, part.height), 0),
    };
    if (node.anchor !== undefined) this.#extents.set(node, extent);
    return extent;
  }

  #visitScalar(node: Scalar, path: MapPath): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    const { value } = node;
    if (typeof value !== "number") return;
    if (!Number.isFinite(value)) {
      this.#report(node, path, "is not a number of JSON", "write a finite number");
    } else if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.#report(node, path, "is too large to be exact", "put it in quotes to compare it as text");
    }
  }

  #visitMap(map: YAMLMap, path: MapPath): readonly Extent[] {
    const members = new Map<string, Pair>();
    const written = new Set<string>();
    this.pairs.set(map, members);
    return map.items.map((pair) => {
      const key: unknown = pair.key;
      if (!isScalar(key)) {
        return this.#refuse(isNode(key) ? key : map, path, "has a key that is not text", "write the key as text");
      }
      // What a plain value will have for the key.
      const name = String(key.value ?? "");
      const here = [...path, name];
      if (key.anchor !== undefined) this.#anchors.set(key.anchor, key);
      if (typeof key.value !== "string") this.#report(key, here, "is a key that is not text", "put the key in quotes");
      this.#checkKey(name, key, here, written);
      written.add(name);
      const extent = this.visit(pair.value, here);
      if (name === "<<") this.#merge(pair, members, here);
      else members.set(name, pair);
      return extent;
    });
  }

  /** What a mapping has itself wins over what it merges, and an earlier source over a later one (https://yaml.org/type/merge.html). */
  #merge({ key, value }: Pair, members: Map<string, Pair>, path: MapPath): void {
    const source = this.#targetOf(value);
    for (const part of isSeq(source) ? source.items : [source]) {
      const merged = this.#targetOf(part);
      const pairs = isMap(merged) ? this.pairs.get(merged) : undefined;
      if (pairs === undefined && merged !== undefined) {
        const node = isNode(part) ? part : (key as Node);
        this.#refuse(node, path, "merges what is no mapping", "write <<: *one, or <<: [*one, *two]");
      }
      for (const [name, pair] of pairs ?? []) {
        if (!members.has(name)) members.set(name, pair);
      }
    }
  }

  /** Undefined for an alias that leads nowhere, which has been reported. */
  #targetOf(node: unknown): unknown {
    return isAlias(node) ? this.aliases.get(node) : node;
  }

  #checkKey(key: string, node: Scalar, path: MapPath, seen: ReadonlySet<string>): void {
    if (seen.has(key)) {
      this.#report(node, path, "is given twice", key === "<<" ? "write <<: [*one, *two]" : "keep one of them");
    }
    if (key === "<<" && node.type !== "PLAIN") {
      this.#report(node, path, "is a merge key only without quotes", "remove the quotes, or the key");
    }
    if (key === "__proto__") this.#refuse(node, path, "can be no key", "use another name");
  }

  #refuse(node: Node, path: MapPath, rule: string, repair: string): Extent {
    this.isExpandable = false;
    this.#report(node, path, rule, repair);
    return leaf;
  }

  #report(node: Node, path: MapPath, rule: string, repair: string): void {
    this.#findings.report(path, rule, repair, { offset: offsetOfNode(node) });
  }
}
