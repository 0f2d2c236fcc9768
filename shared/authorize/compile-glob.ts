import { compilePattern } from "./compile-pattern.ts";
import { globPattern } from "./glob-pattern.ts";

/**
 * A test for whole values: `*` stands for any run of characters within one segment, `**` for any run at all. Segments end
 * at `/` and at `:`, the separators of subjects as issuers write them (`repo:org/app:ref:refs/heads/main`,
 * `system:serviceaccount:etl:runner`). Every other character, `?` and `[` included, stands for itself.
 */
export function compileGlob(glob: string): (value: string) => boolean {
  return compilePattern(globPattern(glob));
}
