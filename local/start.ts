import { once } from "node:events";
import { describeStack } from "./describe-stack.ts";
import { readSettings } from "./read-settings.ts";
import { startStack } from "./start-stack.ts";

/** `npm start`: the whole service on loopback, until Ctrl-C. */
try {
  const stack = await startStack(readSettings(process.env));
  console.log(await describeStack(stack));
  console.log(`ready ${stack.gateway.url}`);
  await untilToldToStop();
  await stack.close();
} catch (error) {
  console.error(error instanceof Error ? describeFailure(error) : error);
  process.exitCode = 1;
}

/** Ctrl-C, a terminal that is closed, a reader of the output that is gone, or `npm` killed: it does not pass that on. */
function untilToldToStop(): Promise<unknown> {
  const { ppid } = process;
  const parentIsGone = new Promise((resolve) => {
    setInterval(() => process.ppid !== ppid && resolve(undefined), 500).unref();
  });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal));
  return Promise.race([...signals, once(process.stdout, "error"), parentIsGone]);
}

/** What a person can mend is in the message; only a defect of ours is worth a stack. */
function describeFailure(error: Error): string {
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === "EADDRINUSE") {
    return `${address}:${port} is taken; choose other ports with PORT, IDP_PORT and STS_PORT (0 takes a free one)`;
  }
  const isForPeople = ["PolicyMapError", "AccountsError", "SettingsError", "Fault", "ConfigError"].includes(error.name);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return isForPeople ? error.message + cause : (error.stack ?? error.message) + cause;
}
