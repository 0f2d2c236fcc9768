import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../../cli/vend.mjs", import.meta.url));

/** `vend serve` as a process. */
export interface ServeProcess {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly out: () => string;
  readonly error: () => string;
  /** The variables that it printed. */
  readonly variables: () => Promise<Readonly<Record<string, string>>>;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Starts it; it is killed after the test where it runs on. */
export function startServe(args: readonly string[], env: Readonly<Record<string, string>>): ServeProcess {
  const child = spawn(process.execPath, [program, "serve", ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close").then(([code]) => code as number | null);
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, error] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    error += text;
  });
  return {
    child,
    ended,
    out: () => out,
    error: () => error,
    variables: async () => {
      while (out.match(/^export /gm)?.length !== 2) {
        await Promise.race([
          once(child.stdout, "data"),
          ended.then(() => {
            throw new Error(`it ended: ${error}`);
          }),
        ]);
      }
      return Object.fromEntries([...out.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
    },
  };
}
