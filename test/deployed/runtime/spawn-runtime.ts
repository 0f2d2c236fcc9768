import { type ChildProcess, spawn } from "node:child_process";
import type { DeployedFunction } from "./deployed-service.ts";

export interface EnvironmentOptions {
  /** Lambda's runtime client: the program. */
  readonly client: string;
  /** What a function finds in its environment beside what the template and Lambda itself put there. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, by the function's clock. */
  readonly now: () => number;
}

/** As Lambda's own start script: heap limits from the memory, and nothing in the environment but what Lambda puts there. */
export function spawnRuntime(
  deployed: DeployedFunction,
  { client, env }: EnvironmentOptions,
  address: string,
): ChildProcess {
  const { name, handler, runtime, memoryMb, environment, taskRoot } = deployed;
  const youngMb = Math.floor(memoryMb / 10);
  const limits = [`--max-semi-space-size=${Math.floor(youngMb / 2)}`, `--max-old-space-size=${memoryMb - youngMb}`];
  return spawn(process.execPath, [...limits, client], {
    cwd: taskRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LANG: "en_US.UTF-8",
      TZ: ":UTC",
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: "2026/11/26/[$LATEST]made-up",
      AWS_LAMBDA_RUNTIME_API: address,
      LAMBDA_TASK_ROOT: taskRoot,
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      _HANDLER: handler,
      ...environment,
      ...env,
    },
  });
}
