import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** `npm start` as a process of its own, on free ports. */
export interface RunningStack {
  readonly url: string;
  readonly identityProviderUrl: string;
  readonly stsUrl: string;
  /** A new token of a ready-made caller. */
  token(clientId: string): Promise<string>;
  clientSecret(clientId: string): string;
  /** All that it has written so far, both streams. */
  output(): string;
  /** Stops it as Ctrl-C does. Returns the exit code. */
  stop(): Promise<number | null>;
}

/** What a start that fails leaves behind. */
export interface FailedStart {
  readonly exitCode: number | null;
  readonly output: string;
}

/**
 * Starts the stack and waits until it says that it is ready.
 * @param outputFile where it writes; a pipe to this process where it is not given
 * @throws Error with all that it wrote, where it stops before
 */
export async function runStack(env: Readonly<Record<string, string>> = {}, outputFile?: string): Promise<RunningStack> {
  const { child, output } = launch(env, outputFile);
  const ready = await waitFor(output, child, /^ready (\S+)$/m);
  if (ready === undefined) {
    throw new Error(`the stack did not start:\n${output()}`);
  }
  const identityProviderUrl = find(output(), /^identity provider +(\S+)$/m);
  const clientSecret = (clientId: string) => find(output(), new RegExp(`^ +${clientId} +(\\S+) `, "m"));
  return {
    url: ready,
    identityProviderUrl,
    stsUrl: find(output(), /^STS .* (http\S+)$/m),
    token: (clientId) => requestToken(`${identityProviderUrl}/token`, clientId, clientSecret(clientId)),
    clientSecret,
    output,
    stop: async () => {
      const exited = once(child, "exit");
      child.kill("SIGINT");
      const [exitCode] = (await exited) as [number | null];
      return exitCode;
    },
  };
}

/** Starts a stack that is expected not to come up. */
export async function failToStart(env: Readonly<Record<string, string>>): Promise<FailedStart> {
  const { child, output } = launch(env);
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  const [exitCode] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { exitCode, output: output() };
}

function launch(
  env: Readonly<Record<string, string>>,
  outputFile?: string,
): {
  readonly child: ChildProcess;
  readonly output: () => string;
} {
  const { PATH = "", HOME = "" } = process.env;
  const sink = outputFile === undefined ? "pipe" : openSync(outputFile, "a");
  const child = spawn(process.execPath, ["local/start.ts"], {
    cwd: project,
    env: { PATH, HOME, PORT: "0", IDP_PORT: "0", STS_PORT: "0", ...env },
    stdio: ["ignore", sink, sink],
  });
  if (sink !== "pipe") closeSync(sink);
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
  }
  return { child, output: () => (outputFile === undefined ? written : readFileSync(outputFile, "utf8")) };
}

/** @returns undefined where the process ends before */
async function waitFor(output: () => string, child: ChildProcess, pattern: RegExp): Promise<string | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const found = pattern.exec(output())?.[1];
    if (found !== undefined) return found;
    await sleep(20);
  }
  return undefined;
}

function find(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) {
    throw new Error(`nothing in the stack's output matches ${pattern}`);
  }
  return found;
}

async function requestToken(url: string, clientId: string, secret: string): Promise<string> {
  const posted = request(url, {
    method: "POST",
    auth: `${clientId}:${secret}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  posted.end("grant_type=client_credentials");
  const [response] = (await once(posted, "response")) as [AsyncIterable<Buffer>];
  const body = await Array.fromAsync(response);
  return (JSON.parse(Buffer.concat(body).toString("utf8")) as { access_token: string }).access_token;
}
