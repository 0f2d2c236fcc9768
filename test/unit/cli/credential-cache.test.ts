import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type GetWorld, getWorld, numbered } from "./get-world.ts";

const program = fileURLToPath(new URL("../../../cli/vend.mjs", import.meta.url));

/** The one file of kept credentials, after a first `get`. */
async function kept(world: GetWorld): Promise<string> {
  await world.vend(["get"]);
  return join(world.folder, world.files()[0] ?? "");
}

function edit(path: string, change: (entry: Record<string, unknown>) => Record<string, unknown>): void {
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")))));
}

describe("a file that is not as it was written is fetched and written anew", () => {
  const hourMs = 3_600_000;
  test.each<[string, (path: string) => void]>([
    ["half written", (path) => truncateSync(path, 100)],
    ["empty", (path) => truncateSync(path, 0)],
    ["no JSON", (path) => writeFileSync(path, "key-1")],
    ["of another version", (path) => edit(path, (entry) => ({ ...entry, version: 2 }))],
    ["of another key", (path) => edit(path, (entry) => ({ ...entry, key: "0".repeat(64) }))],
    ["without a secret", (path) => edit(path, (entry) => ({ ...entry, credentials: { accessKeyId: "key-1" } }))],
    ["without credentials", (path) => edit(path, (entry) => ({ ...entry, credentials: null }))],
    ["from the future", (path) => edit(path, (entry) => ({ ...entry, receivedAtMs: Date.now() + hourMs }))],
    ["not to be renewed for long", (path) => edit(path, (entry) => ({ ...entry, retryFromMs: Date.now() + hourMs }))],
    ["of no time", (path) => edit(path, (entry) => ({ ...entry, receivedAtMs: "now" }))],
    [
      "good for longer than STS makes any",
      (path) =>
        edit(path, (entry) => ({
          ...entry,
          credentials: { ...(entry["credentials"] as object), expiresAtMs: Date.now() + 100 * hourMs },
        })),
    ],
    ["too large", (path) => edit(path, (entry) => ({ ...entry, more: "x".repeat(70_000) }))],
    ["readable by others", (path) => chmodSync(path, 0o644)],
    [
      "a link",
      (path) => {
        renameSync(path, `${path}.elsewhere`);
        symlinkSync(`${path}.elsewhere`, path);
      },
    ],
  ])("%s", async (_, spoil) => {
    const world = await getWorld();
    const path = await kept(world);
    spoil(path);
    expect((await world.vend(["get"])).json()).toMatchObject({ AccessKeyId: "key-2" });
    expect((await world.vend(["get"])).json()).toMatchObject({ AccessKeyId: "key-2" });
    expect(world.service.arrived).toHaveLength(2);
  });

  test("another's file under this name", async () => {
    const world = await getWorld();
    const first = await kept(world);
    world.setToken({ iss: "https://idp.example", sub: "other" });
    await world.vend(["get"]);
    const second =
      world
        .files()
        .map((name) => join(world.folder, name))
        .find((path) => path !== first) ?? "";
    copyFileSync(first, second);
    expect((await world.vend(["get"])).json()).toMatchObject({ AccessKeyId: "key-3" });
  });
});

describe("a folder that is not the user's alone is not used", () => {
  test.each<[string, (folder: string) => void, string]>([
    ["others may read it", (folder) => mkdirSync(folder, { mode: 0o755 }), "is not yours alone"],
    [
      "others may write it",
      (folder) => {
        mkdirSync(folder);
        chmodSync(folder, 0o720);
      },
      "is not yours alone",
    ],
    [
      "it is a link",
      (folder) => {
        mkdirSync(`${folder}-elsewhere`, { mode: 0o700 });
        symlinkSync(`${folder}-elsewhere`, folder);
      },
      "is no folder, or a link to one",
    ],
    ["it is a file", (folder) => writeFileSync(folder, ""), "is no folder, or a link to one"],
  ])("%s", async (_, make, sentence) => {
    const world = await getWorld();
    mkdirSync(dirname(world.folder), { recursive: true });
    make(world.folder);
    const run = await world.vend(["get"]);
    expect(run).toMatchObject({ exitCode: 2, out: "", error: expect.stringContaining(`${world.folder} ${sentence}`) });
    expect(world.service.arrived).toEqual([]);
    expect(await world.vend(["get", "--no-cache"])).toMatchObject({ exitCode: 0 });
  });

  test("nor is one that cannot be made, or that nobody named", async () => {
    const world = await getWorld();
    writeFileSync(dirname(world.folder), "");
    expect(await world.vend(["get"])).toMatchObject({ exitCode: 2, error: expect.stringContaining("cannot be used") });
    const { runVend } = await import("./run-vend.ts");
    const { HOME, ...env } = world.env as Record<string, string>;
    expect(await runVend(["get"], { env: { ...env, XDG_CACHE_HOME: "relative" } })).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("neither XDG_CACHE_HOME nor HOME is set"),
    });
    const elsewhere = join(HOME ?? "", "elsewhere");
    expect(await runVend(["get"], { env: { ...env, XDG_CACHE_HOME: elsewhere }, now: Date.now })).toMatchObject({
      exitCode: 0,
    });
    expect(existsSync(join(elsewhere, "vend"))).toBe(true);
  });
});

test("what has ended long ago is swept out", async () => {
  const world = await getWorld();
  const path = await kept(world);
  const [old, young] = [join(world.folder, "old.json"), join(world.folder, "young.json")];
  copyFileSync(path, old);
  copyFileSync(path, young);
  const longAgo = new Date(Date.now() - 14 * 3_600_000);
  utimesSync(old, longAgo, longAgo);
  await world.vend(["get", "--grant", "other"]);
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

describe("several processes at once", () => {
  /** The program as a process, with an answer that takes its time. */
  async function run(world: GetWorld, args: readonly string[]): Promise<unknown> {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...world.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [out] = await Promise.all([text(child.stdout), once(child, "close")]);
    return JSON.parse(out);
  }

  test("make one request", async () => {
    const answerNow = numbered();
    const world = await getWorld([(response) => void setTimeout(() => answerNow(response), 1500)]);
    const answers = await Promise.all(Array.from({ length: 4 }, () => run(world, ["get"])));
    expect(answers).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ AccessKeyId: "key-1" })));
    expect(world.service.arrived).toHaveLength(1);
    expect(world.files()).toHaveLength(1);
  });

  test("wait for each other only where nothing good is at hand", async () => {
    const world = await getWorld();
    const path = await kept(world);
    const lock = path.replace(/json$/, "lock");
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname(), id: "of a process that is renewing" }));
    expect((await world.vend(["get"], 41 * 60_000)).json()).toMatchObject({ AccessKeyId: "key-1" });
    expect(world.service.arrived).toHaveLength(1);
    expect(existsSync(lock)).toBe(true);
  });

  test.each<[string, (lock: string) => void]>([
    ["is gone", (lock) => writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), id: "a" }))],
    [
      "is too old to be meant",
      (lock) => {
        writeFileSync(lock, JSON.stringify({ pid: 1, host: "elsewhere", id: "a" }));
        const before = new Date(Date.now() - 21_000);
        utimesSync(lock, before, before);
      },
    ],
    [
      "is ahead of the time",
      (lock) => {
        writeFileSync(lock, JSON.stringify({ pid: 1, host: "elsewhere", id: "a" }));
        const later = new Date(Date.now() + 3_600_000);
        utimesSync(lock, later, later);
      },
    ],
    ["is a pipe", (lock) => execFileSync("mkfifo", [lock])],
  ])("one that has the lock and %s is not waited for", async (_, make) => {
    const world = await getWorld();
    const path = await kept(world);
    const lock = path.replace(/json$/, "lock");
    make(lock);
    expect((await world.vend(["get"], 41 * 60_000)).json()).toMatchObject({ AccessKeyId: "key-2" });
    expect(existsSync(lock)).toBe(false);
  });

  test("a folder in the lock's place is no reason to wait or to fail", async () => {
    const world = await getWorld();
    const path = await kept(world);
    mkdirSync(path.replace(/json$/, "lock"));
    expect(await world.vend(["get"], 41 * 60_000)).toMatchObject({ exitCode: 0, error: "" });
    expect(world.service.arrived).toHaveLength(2);
  });
});
