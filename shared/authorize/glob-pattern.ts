/** A glob as a pattern in RE2 syntax: what `compileGlob` tests values by. */
export function globPattern(glob: string): string {
  return glob
    .split(/(\*+)/)
    .map((part) => (part === "*" ? "[^/:]*" : part.includes("*") ? "(?s:.*)" : quote(part)))
    .join("");
}

/** All that is a sign to RE2; by hand, since to ask RE2's library is to load it. */
function quote(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
