import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { httpRequest } from "../support/http-request.ts";

/** S3, SSM and Secrets Manager of moto, each a process's own. */
export interface Moto {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const program = process.env["MOTO_SERVER"] || "moto_server";

/** Whether moto is on this machine, or has to be. */
export const hasMoto = isRequired() || canRun();

function isRequired(): boolean {
  return process.env["CONFORMANCE_REQUIRED"] === "1";
}

function canRun(): boolean {
  const isThere = spawnSync(program, ["--help"], { stdio: "ignore" }).status === 0;
  if (!isThere) {
    console.warn(
      `SKIPPED: reload tests need moto: pip install 'moto[server]==5.2.5', and ${program} on PATH or in MOTO_SERVER`,
    );
  }
  return isThere;
}

/** @throws Error with what moto has said, where it does not come up */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4_000);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const failure = new Promise<never>((_, reject) => child.on("error", reject));
  await Promise.race([waitFor(url, child, () => said), failure]);
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function waitFor(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) {
      throw new Error(`moto has ended with ${child.exitCode}: ${said()}`);
    }
    const answer = await httpRequest(`${url}/moto-api/data.json`).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error(`moto has not come up within 20 s: ${said()}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
