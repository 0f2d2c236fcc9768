import { spawnSync } from "node:child_process";

/*
 * Asks the registry for known flaws of what is installed, and tells apart that there are some, that there are none, and that the registry
 * does not answer such questions: a mirror often does not. That is no pass, and ends with 2, unless `--accept-unavailable` is given.
 */
const acceptsUnavailable = process.argv.includes("--accept-unavailable");
const { stdout } = spawnSync("npm", ["audit", "--json", "--audit=true"], { encoding: "utf8" });
const answer = JSON.parse(stdout || "{}") as {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly statusCode?: number;
  readonly message?: string;
};
if (answer.metadata === undefined) {
  console.log(`NOT AUDITED: the registry does not say (${answer.statusCode ?? answer.message ?? "no answer"}).`);
  process.exitCode = acceptsUnavailable ? 0 : 2;
} else {
  for (const [name, { severity, range }] of Object.entries(answer.vulnerabilities ?? {})) {
    console.log(`${severity}: ${name} ${range}`);
  }
  const found = answer.metadata.vulnerabilities["total"] ?? 0;
  console.log(found === 0 ? "No known flaw." : `${found} known flaws.`);
  process.exitCode = found === 0 ? 0 : 1;
}
