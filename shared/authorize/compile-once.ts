/**
 * Remembers what is made of a part of the map for as long as that part lives: patterns and networks are compiled when a
 * request first needs them, not for each (80 µs a pattern, 70 µs for ten networks) and not all of them when a map is loaded.
 */
export function compileOnce<Source extends object, Compiled extends object>(
  compile: (source: Source) => Compiled,
): (source: Source) => Compiled {
  const known = new WeakMap<Source, Compiled>();
  return (source) => {
    const present = known.get(source);
    if (present !== undefined) {
      return present;
    }
    const compiled = compile(source);
    known.set(source, compiled);
    return compiled;
  };
}
