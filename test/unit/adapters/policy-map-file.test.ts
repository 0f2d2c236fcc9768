import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSource } from "../../support/read-map.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy map-"));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

test.each<[how: string, location: (path: string) => string]>([
  ["by its path", (path) => `file:${path}`],
  ["by a relative path", (path) => `file:${relative(process.cwd(), path)}`],
  ["by a URL, whose escapes are undone", (path) => pathToFileURL(path).href],
])("a file is read %s", async (_how, location) => {
  const path = await write("map.yaml", "version: 1 # ä\n");
  const source = openSource(location(path));
  expect(source.kind).toBe("file");
  expect(await source.read()).toEqual({
    text: "version: 1 # ä\n",
    name: expect.stringMatching(/map\.yaml$/),
    version: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});

test("a file that has not changed is not read to its reader again, whatever its time says", async () => {
  const path = await write("same.yaml", "one");
  const source = openSource(`file:${path}`);
  const version = versionIn(await source.read());
  await utimes(path, 1, 1);
  expect(await source.read(version)).toEqual({ unchanged: true });
  expect(await source.read("another")).toMatchObject({ text: "one", version });
  expect(await source.read()).toMatchObject({ text: "one", version });
});

test("a change is seen even where size and time are as before", async () => {
  const path = await write("changing.yaml", "one");
  await utimes(path, 1, 1);
  const source = openSource(`file:${path}`);
  const before = versionIn(await source.read());
  await write("changing.yaml", "two");
  await utimes(path, 1, 1);
  const after = await source.read(before);
  expect(after).toMatchObject({ text: "two" });
  expect(versionIn(after)).not.toBe(before);
});

test("a file that is not there is a fault that passes", async () => {
  const location = `file:${join(folder, "missing.yaml")}`;
  await expect(openSource(location).read()).rejects.toMatchObject({
    code: "UpstreamUnavailable",
    reason: `the policy map ${location} cannot be read`,
    cause: { code: "ENOENT" },
  });
});

test("bytes that are not UTF-8 are not mended", async () => {
  const path = await write("latin.yaml", Buffer.from("sub: caf\xe9", "latin1"));
  expect(await openSource(`file:${path}`).read()).toMatchObject({
    unusable: { rule: "is not UTF-8 text" },
    name: path,
    version: expect.any(String),
  });
});

test.each([
  [1_000, false],
  [1_001, true],
])("a file of %d bytes where 1000 are allowed: refused is %s", async (size, isRefused) => {
  const path = await write("sized.yaml", "x".repeat(size));
  const reading = await openSource(`file:${path}`, { maxBytes: 1_000 }).read();
  expect("unusable" in reading).toBe(isRefused);
});

test("an included file is watched with the map, also where it appears, changes and goes", async () => {
  const path = await write("main.yaml", "include: [team.yaml]");
  const source = openSource(`file:${path}`);
  const include = () => source.readInclude?.("team.yaml", path);
  const versions: string[] = [];
  const readNext = async () => {
    const reading = await source.read(versions.at(-1));
    if ("version" in reading) versions.push(reading.version);
    return reading;
  };

  await readNext();
  expect(include).toThrow(/ENOENT/);
  expect(await readNext()).toEqual({ unchanged: true });

  const team = await write("team.yaml", "grants: {}");
  expect(await readNext()).toMatchObject({ text: "include: [team.yaml]" });
  expect(include()).toEqual({ text: "grants: {}", name: team });
  expect(await readNext()).toEqual({ unchanged: true });

  await write("team.yaml", "grants: { a: {} }");
  expect(await readNext()).toMatchObject({ text: "include: [team.yaml]" });
  include();

  await rm(team);
  await readNext();
  expect(new Set(versions)).toHaveLength(4);
});

test("what a map no longer includes is no longer watched", async () => {
  const path = await write("main2.yaml", "include: [old.yaml]");
  await write("old.yaml", "1");
  const source = openSource(`file:${path}`);
  await source.read();
  source.readInclude?.("old.yaml", path);
  await write("main2.yaml", "");
  const version = versionIn(await source.read());
  await write("old.yaml", "2");
  expect(await source.read(version)).toEqual({ unchanged: true });
});

function versionIn(reading: object): string {
  return (reading as { readonly version: string }).version;
}
