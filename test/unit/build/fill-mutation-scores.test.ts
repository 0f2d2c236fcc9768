import { expect, test } from "vitest";
import { fillMutationScores, type MutationReport } from "../../../build/fill-mutation-scores.ts";

const page =
  "# Scores\n\n<!-- scores -->\nold\n<!-- end -->\n\nBetween.\n\n<!-- explained -->\nold\n<!-- end -->\n\nEnd.\n";

function mutants(status: string, count: number): MutationReport["files"][string]["mutants"] {
  return Array.from({ length: count }, (_, line) => ({
    mutatorName: "BooleanLiteral",
    status,
    location: { start: { line: line + 1 } },
    ...(status === "Ignored" && { statusReason: "it | that" }),
  }));
}

test("folders and files, counted by what became of them; what lives is never rounded away", () => {
  const files = {
    "shared/b/z.ts": { mutants: [...mutants("Killed", 1_999), ...mutants("Survived", 1)] },
    "shared/a/y.ts": { mutants: [...mutants("Killed", 2), ...mutants("Timeout", 1), ...mutants("Ignored", 1)] },
    "shared/a/x.ts": { mutants: [...mutants("NoCoverage", 1), ...mutants("RuntimeError", 1)] },
    "shared/b/none.ts": { mutants: [] },
  };
  expect(fillMutationScores(page, { files })).toBe(`# Scores

<!-- scores -->

| file | score | killed | timed out | lives | explained | did not load |
|---|---:|---:|---:|---:|---:|---:|
| **\`shared/a/\`** | 75 % | 2 | 1 | 1 | 1 | 1 |
| \`x.ts\` | 0 % | 0 | 0 | 1 | 0 | 1 |
| \`y.ts\` | 100 % | 2 | 1 | 0 | 1 | 0 |
| **\`shared/b/\`** | 99.9 % | 1999 | 0 | 1 | 0 | 0 |
| \`none.ts\` |  | 0 | 0 | 0 | 0 | 0 |
| \`z.ts\` | 99.9 % | 1999 | 0 | 1 | 0 | 0 |

<!-- end -->

Between.

<!-- explained -->

| where | what | why |
|---|---|---|
| \`shared/a/y.ts:1\` | BooleanLiteral | it \\| that |

<!-- end -->

End.
`);
});

test("a page without the places is not one to fill", () => {
  expect(() => fillMutationScores("# Scores\n", { files: {} })).toThrow("the page has no place for scores");
});
