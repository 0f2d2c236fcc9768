import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that answers lines with lines. */
export interface LineProcess {
  readonly write: (text: string) => void;
  /** @throws Error where no line comes in time */
  readonly readLine: () => Promise<string>;
  /** What was written to standard error. */
  readonly log: () => string;
  /** Closes its input. Returns the exit code; null where it had to be killed. */
  readonly end: () => Promise<number | null>;
}

export interface LineProcessOptions {
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** How long a line may take. */
  readonly patienceMs: number;
}

export function startLineProcess(
  [command, ...args]: readonly [string, ...string[]],
  { cwd, env, patienceMs }: LineProcessOptions,
): LineProcess {
  const child = spawn(command, args, { cwd, env, stdio: "pipe" });
  const exited = once(child, "close").then(
    ([code]) => code as number | null,
    () => null,
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  child.stdin.on("error", () => undefined); // one that has died says so by its lines
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  return {
    write: (text) => child.stdin.write(text),
    readLine: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<"late">((resolve) => {
        timer = setTimeout(resolve, patienceMs, "late");
      });
      const next = await Promise.race([lines.next(), late]);
      clearTimeout(timer);
      if (next === "late" || next.done === true) {
        throw new Error(`${command} printed no line${next === "late" ? ` within ${patienceMs} ms` : ""}\n${log}`);
      }
      return next.value;
    },
    log: () => log,
    end: async () => {
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
  };
}
