import { readFileSync } from "node:fs";

/** In the order of the cascade. */
const styles = ["base.css", "search.css", "picture.css", "grants.css", "sections.css", "print.css"];

/** In the order of their listening: what draws is there before the search first says what to draw. */
const scripts = ["links.js", "picture.js", "group.js", "search.js"];

/** The files of `page/` as they go into a report: each is complete in itself, so that a report needs no bundler. */
export function pageParts(): { readonly style: string; readonly scripts: readonly string[] } {
  return { style: styles.map(readPart).join("\n"), scripts: scripts.map(readPart) };
}

function readPart(name: string): string {
  return readFileSync(new URL(`page/${name}`, import.meta.url), "utf8");
}
