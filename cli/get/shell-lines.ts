/** The shells that `vend env` writes for. */
export const shells = ["posix", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

type SetVariable = (name: string, value: string) => string;

/** Each between single quotes, where nothing has a meaning but what is escaped here. */
const setters: Readonly<Record<Shell, SetVariable>> = {
  // A quote cannot be escaped (POSIX Shell Command Language 2.2.2), so the quotes are closed around it.
  posix: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  fish: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, "\\$&")}'`,
  // PowerShell takes typographic quotes for quotes.
  powershell: (name, value) => `$env:${name} = '${value.replace(/['\u2018-\u201B]/g, "$&$&")}'`,
};

/** Lines that set environment variables, for a shell to evaluate. Ends with a line break. */
export function shellLines(variables: Readonly<Record<string, string>>, shell: Shell): string {
  return Object.entries(variables)
    .map(([name, value]) => `${setters[shell](name, value)}\n`)
    .join("");
}
