import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Runs one of the files of this folder in a process of its own, whose output goes to where it costs a write and no more, and takes
 * what it reports.
 * @param env replaces the environment, so that nothing of this one decides what is measured
 */
export async function runWorker<Result>(
  file: string,
  work: object,
  env: Readonly<Record<string, string>>,
): Promise<Result> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { PATH = "" } = process.env;
  const worker = spawn(process.execPath, [path], {
    env: { PATH, ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  worker.send(work);
  const reported = once(worker, "message") as Promise<[Result]>;
  const ended = once(worker, "exit").then(([code]): never => {
    throw new Error(`${file} ended with ${code} and reported nothing`);
  });
  const [result] = await Promise.race([reported, ended]);
  ended.catch(() => undefined);
  worker.kill();
  return result;
}
