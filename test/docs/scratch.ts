import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** What a block of commands left behind, both streams in one, with the addresses that the pages have. */
interface Left {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * A folder that looks to a page's commands like a checkout after `npm ci`: `npx vend`, `npm start` and `npm run` are this checkout's, but
 * read and write files here. The ports of the local stack are free ones.
 */
export interface Scratch {
  /** Writes a file, with the addresses of this place. */
  readonly write: (name: string, text: string) => Promise<void>;
  readonly run: (commands: string) => Promise<Left>;
  /** Stops what ran before, starts what runs until it is stopped, and waits for its line `ready`. Returns what it wrote until then. */
  readonly serve: (commands: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** @param env what the reader has set before */
export async function openScratch(env: Readonly<Record<string, string>> = {}): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), "vend-docs-"));
  const ports = await freePorts(["8080", "8081", "8082", "8099"]);
  const localise = (text: string) => ports.reduce((now, [page, here]) => now.replaceAll(`:${page}`, `:${here}`), text);
  const publish = (text: string) => ports.reduce((now, [page, here]) => now.replaceAll(`:${here}`, `:${page}`), text);
  await writeCommands(folder);
  const environment = {
    PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
    HOME: folder,
    CHECKOUT: project,
    NO_COLOR: "1",
    AWS_EC2_METADATA_DISABLED: "true",
    PORT: ports[0]?.[1] ?? "",
    IDP_PORT: ports[1]?.[1] ?? "",
    STS_PORT: ports[2]?.[1] ?? "",
    ...env,
  };
  const shell = (commands: string) => ["--norc", "-euo", "pipefail", "-c", `exec 2>&1\n${localise(commands)}`];
  const options = { cwd: folder, env: environment };
  let stop = async () => {};

  return {
    write: (name, text) => writeFile(join(folder, name), localise(text)),
    run: (commands) =>
      new Promise((resolve) => {
        execFile("bash", shell(commands), { ...options, timeout: 50_000, maxBuffer: 2 ** 26 }, (error, stdout) => {
          resolve({ exitCode: typeof error?.code === "number" ? error.code : error ? -1 : 0, output: publish(stdout) });
        });
      }),
    serve: async (commands) => {
      await stop();
      const child = spawn("bash", shell(commands), {
        ...options,
        stdio: ["ignore", "pipe", "inherit"],
        detached: true,
      });
      const exited = once(child, "exit");
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
      stop = async () => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
        await exited;
      };
      while (!/^ready /m.test(output)) {
        if (child.exitCode !== null) throw new Error(`it did not start:\n${output}`);
        await sleep(20);
      }
      return publish(output);
    },
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Each port of the pages with a free one in its place. */
async function freePorts(pages: readonly string[]): Promise<(readonly [page: string, here: string])[]> {
  const servers = await Promise.all(
    pages.map(async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const found = servers.map((server, index) => {
    const address = server.address();
    return [pages[index] ?? "", typeof address === "object" ? `${address?.port}` : ""] as const;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}

async function writeCommands(folder: string): Promise<void> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const node = `"${process.execPath}"`;
  const commands = {
    npx: `[ "$1" = vend ] || { echo "npx $1 is none of ours"; exit 127; }\nshift\nexec ${node} "${project}/cli/vend.mjs" "$@"`,
    // npm itself would change to the checkout's folder, and so not find what is written here.
    npm: `[ "$1" = start ] && exec ${node} "${project}/local/start.ts"\nPATH=\${PATH#*:} exec npm --prefix "${project}" "$@"`,
  };
  for (const [name, text] of Object.entries(commands)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(bin, name), 0o755);
  }
  await symlink(process.execPath, join(bin, "node"));
  for (const part of ["node_modules", "local", "functions"]) await symlink(join(project, part), join(folder, part));
}
