import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** CloudFormation's parameters by the variable that each is set by, by way of the framework's. */
const parameterNames = readParameterNames();

/** What the parameters of the stack are where this environment is packaged. Variables that set none are left out. */
export function parametersOf(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([variable, value]) => {
      const name = parameterNames.get(variable);
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

function readParameterNames(): ReadonlyMap<string, string> {
  const service = parse(readFileSync(`${root}serverless.yml`, "utf8"));
  const variables: Record<string, string | undefined> = Object.fromEntries(
    Object.entries(service.params.default).map(([name, value]) => [name, /^\$\{env:([A-Z_]+)/.exec(`${value}`)?.[1]]),
  );
  const names = new Map<string, string>();
  for (const file of readdirSync(`${root}deploy`).filter((name) => name.endsWith(".yml"))) {
    const { Parameters = {} } = parse(readFileSync(`${root}deploy/${file}`, "utf8"), { merge: true });
    for (const [name, { Default }] of Object.entries<{ Default: string }>(Parameters)) {
      if (Default.startsWith("${sls:")) continue;
      const variable = variables[/^\$\{param:(\w+)\}$/.exec(Default)?.[1] ?? ""];
      if (variable === undefined) throw new Error(`deploy/${file}: no variable sets the parameter ${name}`);
      names.set(variable, name);
    }
  }
  return names;
}
