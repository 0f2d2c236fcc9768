import { count } from "../output/count.ts";
import type { Palette } from "../output/palette.ts";
import type { Diagnosis } from "./run-doctor.ts";

/** A line for each role that fits, a paragraph for each that does not. */
export function printDiagnoses(diagnoses: readonly Diagnosis[], callerArn: string, palette: Palette): string {
  const ill = diagnoses.filter(({ fits }) => !fits).length;
  const summary =
    ill === 0
      ? palette.good(`all fit: ${count(diagnoses.length, "role")}`)
      : palette.bad(`${ill} of ${count(diagnoses.length, "role")} not as the map has it`);
  return [
    palette.faint(`as ${callerArn}\n`),
    ...diagnoses.map((diagnosis) => printDiagnosis(diagnosis, palette)),
    `${summary}\n`,
  ].join("");
}

function printDiagnosis(diagnosis: Diagnosis, palette: Palette): string {
  const { fits, grants, account, roleArn, via, troubles, notes } = diagnosis;
  const sign = fits ? palette.good("fits") : palette.bad("DOES NOT FIT");
  const where = account === undefined ? "" : ` (${account})`;
  const way = via.length === 0 ? "" : palette.faint(` through ${via.join(", ")}`);
  const lines = [`${sign} ${palette.strong(grants.join(", "))}${where}: ${roleArn}${way}`];
  for (const { kind, message, repair, answer, statements, roleArn: troubled } of troubles) {
    const whose = troubled === roleArn ? "" : `${troubled}: `;
    lines.push(`  ${palette.warn(kind)}: ${whose}${message}`, `    mend it: ${repair}`);
    if (answer !== undefined) lines.push(palette.faint(`    STS said: ${answer}`));
    if (statements !== undefined) lines.push("    what its trust policy must say:", indent(statements));
  }
  lines.push(...notes.map((note) => `  note: ${note}`));
  return `${lines.join("\n")}\n`;
}

function indent(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(/^/gm, "      ");
}
