/** Shorter texts cost less where they stand than a reference to them. */
const shortestShared = 12;

/** What the first element of a packed list means, where it is no shape. */
export const packed = { list: -1, shared: -2 } as const;

interface Node {
  readonly id: number;
  /** The value's text, cut where a composite value stands in it. */
  readonly pieces: readonly (string | Node)[];
  /** In how many different values it stands. */
  uses: number;
  /** What stands for it elsewhere: its text, or a reference. */
  reference: string;
}

/**
 * Values as JSON texts in which every composite is a list: `[SHAPE, VALUE, ...]` an object whose members have the names
 * `shapes[SHAPE]`, `[-1, VALUE, ...]` a list, and `[-2, N]`, at any depth, the value whose text is `shared[N]`.
 */
export interface PackedValues {
  readonly shapes: readonly (readonly string[])[];
  /** What stands in several places. Each refers to earlier ones only. */
  readonly shared: readonly string[];
  /** One for each value. */
  readonly texts: readonly string[];
}

interface Packing {
  readonly nodes: Map<string, Node>;
  readonly shapes: Map<string, { readonly names: readonly string[]; readonly id: number }>;
}

/**
 * Writes what is repeated once: the grants of a large map have the same members and repeat most of what they say, and each
 * MB of map costs 2.5 ms of a cold start. The same values always give the same texts; members that are undefined are left
 * out, as `JSON.stringify` does.
 */
export function packValues(values: readonly unknown[]): PackedValues {
  const packing: Packing = { nodes: new Map(), shapes: new Map() };
  const roots = values.map((value) => intern(value, packing));
  roots.forEach(countUse);
  const shared: string[] = [];
  for (const node of packing.nodes.values()) {
    const text = node.pieces.map(referenceTo).join("");
    const isShared = node.uses > 1 && text.length >= shortestShared;
    node.reference = isShared ? `[${packed.shared},${shared.length}]` : text;
    if (isShared) {
      shared.push(text);
    }
  }
  return { shapes: [...packing.shapes.values()].map(({ names }) => names), shared, texts: roots.map(referenceTo) };
}

/** Equal values become the same node. Members come before what holds them. */
function intern(value: unknown, packing: Packing): string | Node {
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const pieces = piecesOf(value, packing);
  // Unambiguous: outside of strings, which are quoted, JSON has no number sign.
  const key = pieces.map((piece) => (typeof piece === "string" ? piece : `#${piece.id}`)).join("");
  const present = packing.nodes.get(key);
  if (present !== undefined) {
    return present;
  }
  pieces.forEach(countUse);
  const node = { id: packing.nodes.size, pieces, uses: 0, reference: "" };
  packing.nodes.set(key, node);
  return node;
}

function piecesOf(value: object, packing: Packing): readonly (string | Node)[] {
  if (Array.isArray(value)) {
    return [`[${packed.list}`, ...value.flatMap((member) => [",", intern(member, packing)]), "]"];
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const names = members.map(([name]) => name);
  return [`[${shapeOf(names, packing)}`, ...members.flatMap(([, member]) => [",", intern(member, packing)]), "]"];
}

function shapeOf(names: readonly string[], { shapes }: Packing): number {
  const key = JSON.stringify(names);
  const shape = shapes.get(key) ?? { names, id: shapes.size };
  shapes.set(key, shape);
  return shape.id;
}

function countUse(piece: string | Node): void {
  if (typeof piece !== "string") {
    piece.uses += 1;
  }
}

function referenceTo(piece: string | Node): string {
  return typeof piece === "string" ? piece : piece.reference;
}
