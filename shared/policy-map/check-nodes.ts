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
  readonly pairs: ReadonlyMap<YAMLMap, ReadonlyMap<string, Pair>>;
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** Whether the nodes may be turned into plain values: no cycle, no dangling alias, no `__proto__`, no bottomless depth. */
  readonly isExpandable: boolean;
}

/** Where a node begins. */
export function offsetOfNode(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Reports what YAML allows and a policy map does not, and resolves aliases as it goes. */
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
  readonly #open = new Set<Node>();
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  visit(node: unknown, path: MapPath): void {
    if (isAlias(node)) this.#visitAlias(node, path);
    else if (isScalar(node)) this.#visitScalar(node, path);
    else if (isMap(node) || isSeq(node)) this.#visitCollection(node, path);
  }

  #visitAlias(alias: Alias, path: MapPath): void {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) this.#refuse(alias, path, "is an alias of no anchor", "define the anchor above it");
    else if (this.#open.has(target)) this.#refuse(alias, path, "is an alias of what holds it", "write it out");
    else this.aliases.set(alias, target);
  }

  #visitCollection(node: YAMLMap | YAMLSeq, path: MapPath): void {
    if (path.length > deepestNesting) {
      this.#refuse(node, path, "is nested too deeply", "flatten it");
      return;
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    if (isMap(node)) this.#visitMap(node, path);
    else {
      node.items.forEach((item, index) => {
        this.visit(item, [...path, index]);
      });
    }
    this.#open.delete(node);
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

  #visitMap(map: YAMLMap, path: MapPath): void {
    const seen = new Map<string, Pair>();
    this.pairs.set(map, seen);
    for (const pair of map.items) {
      const key: unknown = pair.key;
      if (!isScalar(key)) {
        this.#refuse(isNode(key) ? key : map, path, "has a key that is not text", "write the key as text");
        continue;
      }
      // What a plain value will have for the key.
      const name = String(key.value ?? "");
      const here = [...path, name];
      if (key.anchor !== undefined) this.#anchors.set(key.anchor, key);
      if (typeof key.value !== "string") this.#report(key, here, "is a key that is not text", "put the key in quotes");
      this.#checkKey(name, key, here, seen);
      seen.set(name, pair);
      this.visit(pair.value, here);
    }
  }

  #checkKey(key: string, node: Node, path: MapPath, seen: ReadonlyMap<string, Pair>): void {
    if (seen.has(key)) this.#report(node, path, "is given twice", "keep one of them");
    if (key === "<<") this.#report(node, path, "merge keys are not supported", "write the keys out");
    if (key === "__proto__") this.#refuse(node, path, "can be no key", "use another name");
  }

  #refuse(node: Node, path: MapPath, rule: string, repair: string): void {
    this.isExpandable = false;
    this.#report(node, path, rule, repair);
  }

  #report(node: Node, path: MapPath, rule: string, repair: string): void {
    this.#findings.report(path, rule, repair, { offset: offsetOfNode(node) });
  }
}
