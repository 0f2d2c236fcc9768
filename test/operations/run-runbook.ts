import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const vend = fileURLToPath(new URL("../../cli/vend.mjs", import.meta.url));

/** What a command left behind. */
export interface CommandRun {
  readonly command: string;
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** The lines of the `sh` blocks below a heading, as they are written, without the notes behind them. */
export function commandsBelow(page: string, heading: string): readonly string[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  const [, section = ""] = text.split(new RegExp(`^#+ ${heading}$`, "m"));
  const [own = ""] = section.split(/^#/m);
  const blocks = [...own.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = ""]) => lines);
  const commands = blocks
    .join("")
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/\s+# .*$/, "").trim());
  return commands.filter((line) => line !== "");
}

/**
 * Runs a command line of the page in a folder: `npx vend` is this checkout's, everything else the shell's.
 * @throws Error where it is not there to be run
 */
export async function runCommand(
  command: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<CommandRun> {
  const { PATH = "", HOME = "" } = process.env;
  if (!existsSync(folder)) throw new Error(`${folder} is not there`);
  const line = command.replaceAll("npx vend", `"${process.execPath}" "${vend}"`);
  try {
    const { stdout, stderr } = await run("/bin/sh", ["-c", line], { cwd: folder, env: { PATH, HOME, ...env } });
    return { command, exitCode: 0, out: stdout, error: stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: number; stdout?: string; stderr?: string };
    return { command, exitCode: code ?? -1, out: stdout, error: stderr };
  }
}
