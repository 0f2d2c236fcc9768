import { text } from "node:stream/consumers";
import type { CliIo } from "./cli-io.ts";
import { runCli } from "./main.ts";

/** Runs the command line of this process with its own streams, and sets its exit code. */
export async function runOnProcess(): Promise<void> {
  // A reader that has seen enough, such as `head`, closes the pipe: no reason for a stack trace.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? process.exitCode : 2);
  });
  process.exitCode = await runCli(process.argv.slice(2), processIo());
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise((resolve) => stream.write("", resolve));
  }
  // All is said: what goes on in the background, such as renewing credentials that nobody will use, is not waited for.
  process.exit();
}

function processIo(): CliIo {
  const { stdout, stderr, stdin, env } = process;
  return {
    writeOut: (output) => void stdout.write(output),
    writeError: (output) => void stderr.write(output),
    readInput: () => text(stdin),
    openInput: () => stdin,
    // https://no-color.org: any value that is not empty.
    hasColours: stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    showsProgress: stderr.isTTY === true,
    columns: stdout.isTTY === true ? stdout.columns : undefined,
    env,
    now: Date.now,
  };
}
