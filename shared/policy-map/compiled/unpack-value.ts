import { packed } from "./pack-values.ts";

/**
 * The value of a text that `packValues` wrote, frozen.
 * @param sharedAt the unpacked value that a reference names
 * @throws SyntaxError for a text that is no JSON
 */
export function unpackValue(
  text: string,
  shapes: readonly (readonly string[])[],
  sharedAt: (place: number) => unknown,
): unknown {
  const unpack = (value: unknown): unknown => {
    if (!Array.isArray(value)) {
      return value;
    }
    const [kind, ...members] = value as unknown as readonly [number, ...unknown[]];
    switch (kind) {
      case packed.shared:
        return sharedAt(members[0] as number);
      case packed.list:
        return Object.freeze(members.map(unpack));
      default: {
        // fromEntries defines members, where an assignment to one called `__proto__` would change what the object inherits.
        const names = shapes[kind] ?? [];
        return Object.freeze(Object.fromEntries(names.map((name, position) => [name, unpack(members[position])])));
      }
    }
  };
  return unpack(JSON.parse(text));
}
