import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** Every page that readers are given, by its path from the project's folder. */
export function listPages(): readonly string[] {
  return globSync(["*.md", "docs/**/*.md", "clients/*/README.md"], { cwd: project }).sort();
}
