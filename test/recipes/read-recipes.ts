import { readFileSync } from "node:fs";

/** A block of code of docs/recipes.md that is there to be tried. */
export interface RecipeBlock {
  /** The heading of its recipe; empty in front of the first. */
  readonly recipe: string;
  /** What its fence says, such as `sh tried`. */
  readonly info: string;
  readonly text: string;
}

/** All blocks of the page that say more than their language, in order. */
export function readRecipes(): readonly RecipeBlock[] {
  const page = readFileSync(new URL("../../docs/recipes.md", import.meta.url), "utf8");
  return page.split(/^## /m).flatMap((section, index) =>
    [...section.matchAll(/^```(\w+ [^\n]+|ini \w+:[^\n]+)\n([\s\S]*?)^```$/gm)].map(([, info = "", text = ""]) => ({
      recipe: index === 0 ? "" : (section.split("\n")[0] ?? ""),
      info,
      text,
    })),
  );
}
