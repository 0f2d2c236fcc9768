import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a program of Node's to its end, with this process's own streams.
 * @throws Error where it does not end well
 */
export async function runNode(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const [status, signal] = await once(spawn(process.execPath, [program, ...args], { env, stdio: "inherit" }), "exit");
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ended with ${status ?? signal}`);
}
