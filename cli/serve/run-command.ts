import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { CliError } from "../cli-error.ts";
import { wordFailure } from "../input/read-text.ts";

const forwarded = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;
/** What a terminal sends to the command itself as well. */
const ofTerminal: readonly string[] = ["SIGINT", "SIGQUIT"];

/**
 * Runs a command with this program's own streams, and hands signals on to it.
 * @returns its exit code; as in a shell 128 and the signal's number, where it was ended by one
 * @throws CliError where it cannot be started
 */
export async function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(command, args, { env, stdio: "inherit" });
  const listeners = forwarded.map((signal) => {
    const forward = () => {
      if (!(process.stdin.isTTY && ofTerminal.includes(signal))) {
        child.kill(signal);
      }
    };
    process.on(signal, forward);
    return () => process.off(signal, forward);
  });
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } catch (error) {
    throw new CliError(`${command} cannot be run: ${wordFailure(error)}`, {}, error);
  } finally {
    for (const remove of listeners) {
      remove();
    }
  }
}
