/**
 * Remembers what is made of a part of the map for as long as that part lives: patterns and networks are compiled when a
 * request first needs them, not for each (80 µs a pattern, 70 µs for ten networks) and not all of them when a map is loaded.
 */
export function compileOnce<Source extends object, Compiled>(
  compile: (source: Source) => Compiled,
): (source: Source) => Compiled {
  const known = new WeakMap<Source, { readonly compiled: Compiled }>();
  return (source) => {
    let entry = known.get(source);
    if (entry === undefined) {
      entry = { compiled: compile(source) };
      known.set(source, entry);
    }
    return entry.compiled;
  };
}
