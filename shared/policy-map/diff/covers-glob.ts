/**
 * Whether every value that `narrower` matches is matched by `wider` too, both globs as `authorize/compile-glob` reads them.
 * True is proved; false may be for want of proof.
 */
export function coversGlob(wider: string, narrower: string): boolean {
  const [pattern, text] = [splitGlob(wider), splitGlob(narrower)];
  // What of `text` can be reached with the part of `pattern` seen so far.
  let reached = text.map((_, position) => position === 0);
  reached.push(text.length === 0);
  for (const part of pattern) {
    reached = part.startsWith("*") ? absorb(text, reached, part === "**") : consume(text, reached, part);
  }
  return reached[text.length] === true;
}

/** `*`, `**`, or one character each. */
function splitGlob(glob: string): readonly string[] {
  return glob
    .split(/(\*+)/)
    .flatMap((part) => (part === "*" ? [part] : part.startsWith("*") ? ["**"] : Array.from(part)));
}

function consume(text: readonly string[], reached: readonly boolean[], part: string): boolean[] {
  return [false, ...text.map((character, position) => reached[position] === true && character === part)];
}

function absorb(text: readonly string[], reached: readonly boolean[], crossesSegments: boolean): boolean[] {
  const next = [...reached];
  for (const [position, part] of text.entries()) {
    const mayAbsorb = crossesSegments || (part !== "/" && part !== ":" && part !== "**");
    next[position + 1] = next[position + 1] === true || (next[position] === true && mayAbsorb);
  }
  return next;
}
