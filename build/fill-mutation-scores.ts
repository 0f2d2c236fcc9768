/** As much of a mutation report (mutation-testing-report-schema) as the page makes use of. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly location: { readonly start: { readonly line: number } };
}

const columns = {
  killed: ["Killed"],
  "timed out": ["Timeout"],
  lives: ["Survived", "NoCoverage"],
  explained: ["Ignored"],
  "did not load": ["RuntimeError", "CompileError"],
} as const;

type Column = keyof typeof columns;
type Counts = Readonly<Record<Column, number>>;

/**
 * The page on mutation testing with its scores written anew, between `<!-- scores -->` and `<!-- end -->`, and the mutants that are let
 * live between `<!-- explained -->` and `<!-- end -->`.
 */
export function fillMutationScores(page: string, report: MutationReport): string {
  return replaceBetween(replaceBetween(page, "scores", tableOfScores(report)), "explained", listOfExplained(report));
}

function replaceBetween(page: string, name: string, text: string): string {
  const [before, after] = page.split(`<!-- ${name} -->\n`);
  const [, ...rest] = (after ?? "").split("<!-- end -->");
  if (before === undefined || rest.length === 0) throw new Error(`the page has no place for ${name}`);
  return `${before}<!-- ${name} -->\n\n${text}\n<!-- end -->${rest.join("<!-- end -->")}`;
}

function tableOfScores({ files }: MutationReport): string {
  const names = Object.keys(files).toSorted();
  const folders = [...new Set(names.map((name) => name.slice(0, name.lastIndexOf("/") + 1)))];
  const lines = folders.flatMap((folder) => {
    const within = names.filter((name) => name.startsWith(folder));
    const mutantsOf = (name: string) => files[name]?.mutants ?? [];
    return [
      rowOf(`**\`${folder}\`**`, within.flatMap(mutantsOf)),
      ...within.map((name) => rowOf(`\`${name.slice(folder.length)}\``, mutantsOf(name))),
    ];
  });
  const heads = Object.keys(columns);
  return `| file | score | ${heads.join(" | ")} |\n|---|${"---:|".repeat(heads.length + 1)}\n${lines.join("")}`;
}

function rowOf(name: string, mutants: readonly Mutant[]): string {
  const counts = Object.fromEntries(
    Object.entries(columns).map(([column, statuses]) => [
      column,
      mutants.filter(({ status }) => (statuses as readonly string[]).includes(status)).length,
    ]),
  ) as Counts;
  return `| ${name} | ${scoreOf(counts)} | ${Object.values(counts).join(" | ")} |\n`;
}

/** Rounded down: 100 % is said of nothing less. */
function scoreOf(counts: Counts): string {
  const detected = counts.killed + counts["timed out"];
  const all = detected + counts.lives;
  return all === 0 ? "" : `${Math.floor((detected / all) * 1_000) / 10} %`;
}

function listOfExplained({ files }: MutationReport): string {
  const lines = Object.entries(files).flatMap(([name, { mutants }]) =>
    mutants
      .filter(({ status }) => status === "Ignored")
      .map(
        ({ mutatorName, location, statusReason = "" }) =>
          `| \`${name}:${location.start.line}\` | ${mutatorName} | ${statusReason.replaceAll("|", "\\|")} |\n`,
      ),
  );
  return `| where | what | why |\n|---|---|---|\n${[...new Set(lines)].toSorted().join("")}`;
}
