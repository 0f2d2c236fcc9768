import { mkdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { editAccount } from "../../../cli/rotate/edit-account.ts";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const rotate = (path: string, step: string, ...options: string[]) =>
  runVend(["rotate-external-id", path, "--account", "reporting", "--step", step, ...options]);
const inMap = (account: string) =>
  soundMap.replace('{ id: "111122223333", externalId: a-long-random-string }', account);

describe("rotate-external-id", () => {
  test("shows what would change, without the ID, and writes nothing", async () => {
    const path = file("map.yaml", soundMap);
    const { exitCode, out, error } = await rotate(path, "begin");
    expect(exitCode).toBe(0);
    expect(out).toBe(
      `${path} would get (write it with --apply): accounts.reporting: nextExternalId is made at random\n`,
    );
    expect(error).toContain(
      `note: deploy the trust policies of the account: npx vend trust ${path} --account reporting`,
    );
    expect(readFileSync(path, "utf8")).toBe(soundMap);
  });

  test("begins, switches and finishes; the file is as private as it was, and only the account is another", async () => {
    const path = file("private.yaml", soundMap);
    const { chmodSync } = await import("node:fs");
    chmodSync(path, 0o600);
    await rotate(path, "begin", "--apply");
    const [, next = ""] = /nextExternalId: "([0-9a-f]{32})"/.exec(readFileSync(path, "utf8")) ?? [];
    await rotate(path, "switch", "--apply");
    expect(readFileSync(path, "utf8")).toBe(
      inMap(`{ id: "111122223333", externalId: "${next}", previousExternalId: a-long-random-string }`),
    );
    const { json } = await rotate(path, "finish", "--apply", "--json");
    expect(json()).toEqual({
      file: path,
      written: true,
      account: "reporting",
      step: "finish",
      change: "no previousExternalId any more",
    });
    expect(readFileSync(path, "utf8")).toBe(inMap(`{ id: "111122223333", externalId: "${next}" }`));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["--ssm", "/vend/two", "{ ssm: /vend/one }", 'nextExternalId: { ssm: "/vend/two" }'],
    ["--secret", "vend/two#id", "{ secret: vend/one }", 'nextExternalId: { secret: "vend/two#id" }'],
  ])("%s: the next one is kept elsewhere, and undo takes either step back", async (option, place, given, written) => {
    const before = inMap(`{ id: "111122223333", externalId: ${given} }`);
    const path = file("kept.yaml", before);
    expect((await rotate(path, "begin", option, place, "--apply")).out).toContain(`is kept in ${place}`);
    const begun = readFileSync(path, "utf8");
    expect(begun).toContain(written);
    await rotate(path, "switch", "--apply");
    expect((await rotate(path, "undo", "--apply")).error).toContain("note: publish the map");
    expect(readFileSync(path, "utf8")).toBe(begun);
    expect((await rotate(path, "undo", "--apply")).error).not.toContain("note: publish the map");
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test("changes the file that has the account, and not the map that includes it", async () => {
    mkdirSync(file("parts"));
    const head = soundMap.replace(/accounts:\n.*\n/, "include: [parts/accounts.yaml]\n");
    const path = file("whole.yaml", head);
    const part = file("parts/accounts.yaml", soundMap.match(/version: 1|accounts:\n.*\n/g)?.join("\n") ?? "");
    const { out } = await rotate(path, "begin", "--apply");
    expect(out).toContain("parts/accounts.yaml is written");
    expect(readFileSync(path, "utf8")).toBe(head);
    expect(readFileSync(part, "utf8")).toMatch(/nextExternalId: "[0-9a-f]{32}"/);
    expect((await rotate(path, "switch")).exitCode).toBe(0);
  });

  test.each([
    [
      "to begin twice",
      "nextExternalId: another-random-string",
      "begin",
      "the rotation of reporting has begun: --step switch is next",
    ],
    ["to switch what has not begun", undefined, "switch", "no rotation of reporting has begun"],
    [
      "to switch twice",
      "previousExternalId: another-random-string",
      "switch",
      "has been switched: --step finish is next",
    ],
    [
      "to finish what has not been switched",
      "nextExternalId: another-random-string",
      "finish",
      "has not been switched",
    ],
  ])("%s is unusable", async (_what, key, step, said) => {
    const entry = `{ id: "111122223333", externalId: a-long-random-string${key === undefined ? "" : `, ${key}`} }`;
    const run = await rotate(file("steps.yaml", inMap(entry)), step);
    expect(run).toMatchObject({ exitCode: 2, out: "", error: expect.stringContaining(said) });
    expect(run.error).not.toContain("random-string");
  });

  test.each([
    ["an account without an external ID", '{ id: "111122223333" }', [], "cannot change"],
    [
      "an external ID of another place",
      '{ id: "111122223333", <<: { externalId: a-long-random-string } }',
      [],
      "cannot change",
    ],
    ["a place with another step", undefined, ["--ssm", "/a"], "are for --step begin"],
  ])("%s is unusable", async (_what, entry, options, said) => {
    const path = file("odd.yaml", entry === undefined ? soundMap : inMap(entry));
    const run = await rotate(path, options.length > 0 ? "switch" : "begin", ...options);
    expect(run).toMatchObject({ exitCode: 2, error: expect.stringContaining(said) });
  });

  test.each([
    ["a block", "externalId:\n      ssm: /vend/one # kept there"],
    ["a folded text", "externalId: >-\n      a-long-random-string"],
    ["a literal text", "externalId: |-\n      a-long-random-string"],
  ])("%s, which could not be switched, is not begun with", async (_what, written) => {
    const before = inMap(`\n    id: "111122223333"\n    ${written}`);
    const path = file("stuck.yaml", before);
    const options = written.includes("ssm") ? ["--ssm", "/vend/two"] : [];
    expect(await rotate(path, "begin", "--apply", ...options)).toMatchObject({
      exitCode: 2,
      out: "",
      error: expect.stringContaining("reporting cannot be rotated by this command, as --step switch"),
    });
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test("standard input cannot be written, and an account that is not there has no rotation", async () => {
    const run = await runVend(["rotate-external-id", "-", "--account", "reporting", "--step", "begin", "--apply"], {
      input: soundMap,
    });
    expect(run).toMatchObject({ exitCode: 2, error: expect.stringContaining("cannot be written to") });
    const other = await runVend(["rotate-external-id", "-", "--account", "x", "--step", "begin"], { input: soundMap });
    expect(other).toMatchObject({ exitCode: 2, error: expect.stringContaining("x is written in a way") });
  });
});

describe("editAccount leaves every other character as it is", () => {
  const add = { kind: "add", key: "nextExternalId", value: "new" } as const;
  const swap = { kind: "swap", key: "nextExternalId", newKey: "previousExternalId" } as const;
  const remove = { kind: "remove", key: "previousExternalId" } as const;

  test.each([
    [
      "in lines",
      "accounts:\n  # a\n  one:\n    id: '1' # b\n    externalId: old # c\n\n    labels: {}\n",
      "accounts:\n  # a\n  one:\n    id: '1' # b\n    externalId: old # c\n    nextExternalId: \"new\"\n\n    labels: {}\n",
      "accounts:\n  # a\n  one:\n    id: '1' # b\n    externalId: \"new\" # c\n    previousExternalId: old\n\n    labels: {}\n",
      "accounts:\n  # a\n  one:\n    id: '1' # b\n    externalId: \"new\" # c\n\n    labels: {}\n",
    ],
    [
      "at the end, without a line break",
      "accounts:\n  one:\n    externalId: old",
      'accounts:\n  one:\n    externalId: old\n    nextExternalId: "new"\n',
      'accounts:\n  one:\n    externalId: "new"\n    previousExternalId: old\n',
      'accounts:\n  one:\n    externalId: "new"\n',
    ],
    [
      "in lines of Windows, behind a byte order mark",
      "\uFEFFaccounts:\r\n  one:\r\n    externalId: old\r\n",
      '\uFEFFaccounts:\r\n  one:\r\n    externalId: old\r\n    nextExternalId: "new"\r\n',
      '\uFEFFaccounts:\r\n  one:\r\n    externalId: "new"\r\n    previousExternalId: old\r\n',
      '\uFEFFaccounts:\r\n  one:\r\n    externalId: "new"\r\n',
    ],
    [
      "JSON",
      '{"accounts": {"one": {"externalId": "old", "id": "1"}}}',
      '{"accounts": {"one": {"externalId": "old", "nextExternalId": "new", "id": "1"}}}',
      '{"accounts": {"one": {"externalId": "new", "previousExternalId": "old", "id": "1"}}}',
      '{"accounts": {"one": {"externalId": "new", "id": "1"}}}',
    ],
  ])("%s", (_what, before, begun, switched, finished) => {
    expect(editAccount(before, "one", add)).toBe(begun);
    expect(editAccount(begun, "one", swap)).toBe(switched);
    expect(editAccount(switched, "one", remove)).toBe(finished);
  });

  test("a key in front of all others goes with its comma", () => {
    const text = "accounts: { one: { previousExternalId: old, externalId: new } }\n";
    expect(editAccount(text, "one", remove)).toBe("accounts: { one: { externalId: new } }\n");
  });

  test.each([
    ["an alias", "x: &id old\naccounts: { one: { externalId: *id, nextExternalId: new } }\n"],
    ["an anchor", "accounts: { one: { externalId: &id old, nextExternalId: new } }\n"],
    ["a value over several lines", "accounts:\n  one:\n    externalId:\n      ssm: /a\n    nextExternalId: new\n"],
    ["an account that is an alias", "x: &one { externalId: old, nextExternalId: new }\naccounts: { one: *one }\n"],
    ["no mapping", "- accounts\n"],
  ])("%s is refused", (_what, text) => {
    expect(() => editAccount(text, "one", swap)).toThrow("change it by hand");
  });
});
