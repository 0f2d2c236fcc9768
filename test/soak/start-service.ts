import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ServiceOrder, ServiceReport } from "./service-order.ts";
import { watchLog } from "./watch-log.ts";

/** The service in its own process. */
export interface SoakedService {
  readonly url: string;
  readonly moveClock: (byMs: number) => Promise<void>;
  readonly sample: () => Promise<Extract<ServiceReport, { kind: "sample" }>>;
  /** The longest that nothing of the process ran since this was asked last, milliseconds. */
  readonly takeStall: () => Promise<number>;
  readonly log: ReturnType<typeof watchLog>;
  readonly stop: () => Promise<void>;
}

const program = fileURLToPath(new URL("run-service.ts", import.meta.url));

/** @param env all of its environment */
export async function startService(env: Readonly<Record<string, string>>): Promise<SoakedService> {
  const { PATH = "" } = process.env;
  const child = fork(program, [], {
    env: { PATH, PORT: "0", IDP_PORT: "0", STS_PORT: "0", ...env },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const log = watchLog(child.stdout, child.stderr);
  const ended = once(child, "exit").then(([code]): never => {
    throw new Error(`the service ended with ${code}: ${log.lastLines()}`);
  });
  ended.catch(() => undefined);

  const told = async () => {
    const [report] = (await Promise.race([once(child, "message"), ended])) as [ServiceReport];
    return report;
  };
  async function tell<Kind extends ServiceReport["kind"]>(order: ServiceOrder, kind: Kind) {
    const answered = told();
    child.send(order);
    const report = await answered;
    if (report.kind !== kind) throw new Error(`the service says ${report.kind} in place of ${kind}`);
    return report as Extract<ServiceReport, { kind: Kind }>;
  }

  const ready = await told();
  if (ready.kind !== "ready") throw new Error(`the service says ${ready.kind} before it is ready`);
  return {
    url: ready.url,
    moveClock: async (byMs) => void (await tell({ kind: "moveClock", byMs }, "done")),
    sample: () => tell({ kind: "sample" }, "sample"),
    takeStall: async () => (await tell({ kind: "tellStalls" }, "done")).stalledMs,
    log,
    stop: async () => {
      child.disconnect();
      await ended.catch(() => undefined);
    },
  };
}
