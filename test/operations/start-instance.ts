import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { AuditRecord } from "../../shared/model/ports.ts";
import { ask } from "../exchange/events.ts";
import { lambdaContext } from "../unit/http/lambda-context.ts";

const program = fileURLToPath(new URL("../reload/vend-in-process.mjs", import.meta.url));

/** What one request came to. */
interface Vended {
  /** `Success`, or the error's code. */
  readonly code: string;
  /** The whole answer: with credentials, where there are some. */
  readonly body: Readonly<Record<string, string>>;
  readonly record: AuditRecord;
  /** All that the instance wrote meanwhile. */
  readonly written: string;
}

/** An instance of the service, in a process of its own. */
export interface Instance {
  readonly vend: (path: string, token: string) => Promise<Vended>;
  readonly stop: () => void;
}

/** @param env its whole environment, but for where programs are */
export async function startInstance(env: Readonly<Record<string, string>>): Promise<Instance> {
  const { PATH = "", HOME = "" } = process.env;
  const child = fork(program, [], {
    env: { PATH, HOME, AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", ...env },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    execArgv: [],
  });
  await once(child, "message");
  return {
    vend: async (path, token) => {
      const answered = once(child, "message");
      child.send({ event: ask(path, token), context: lambdaContext() });
      const [{ body, written }] = (await answered) as [{ readonly body: string; readonly written: string }];
      const line = written.split("\n").find((text) => text.includes('"message":"audit"')) ?? "{}";
      const parsed = JSON.parse(body) as Record<string, string>;
      return { code: parsed["Code"] ?? parsed["code"] ?? "", body: parsed, record: JSON.parse(line).audit, written };
    },
    stop: () => void child.kill(),
  };
}
