import { execFileSync } from "node:child_process";
import { renameSync } from "node:fs";
import { expect, test } from "vitest";
import { fetchCredentials } from "../../../../clients/node/fetch-credentials.ts";
import { fileToken } from "../../../../clients/node/file-token.ts";
import { readSettings } from "../../../../clients/node/read-settings.ts";
import { temporaryFiles } from "../../cli/run-vend.ts";
import { grants, scriptedService } from "./scripted-service.ts";

const file = temporaryFiles();
const secondMs = 1_000;

function pipe(name: string): string {
  const path = file(name);
  execFileSync("mkfifo", [path]);
  return path;
}

test("a pipe in place of the token's file is not waited for, and what replaces it is read", async () => {
  const path = pipe("token");
  const source = fileToken(path);
  await expect(source.read(secondMs)).rejects.toThrow(
    `the token file ${path} cannot be read: it is not a regular file`,
  );
  await expect(source.whose()).rejects.toThrow("it is not a regular file");
  await expect(source.hasAnother("a", secondMs)).rejects.toThrow("it is not a regular file");
  renameSync(file("next", "b.c.d\n"), path);
  expect(await source.read(secondMs)).toBe("b.c.d");
  expect(await source.hasAnother("a", secondMs)).toBe(true);
});

test("nor is one in place of the secret's", async () => {
  const { url } = await scriptedService([grants]);
  const clientSecretFile = pipe("secret");
  const settings = readSettings({ url, tokenUrl: `${url}/token`, clientId: "me", clientSecretFile }, {});
  await expect(fetchCredentials(settings)).rejects.toThrow(
    `the client secret file ${clientSecretFile} cannot be read: it is not a regular file`,
  );
});

test("a token's file of 64 KiB is read, and no larger one", async () => {
  const token = "x".repeat(64 * 1024);
  expect(await fileToken(file("largest", token)).read(secondMs)).toBe(token);
  await expect(fileToken(file("larger", `${token}x`)).read(secondMs)).rejects.toThrow("it is larger than 64 KiB");
});

test("a read that takes longer than it may is given up", async () => {
  const path = file("slow", "token");
  const reading = fileToken(path).read(0);
  const endMs = performance.now() + 20;
  while (performance.now() < endMs) {
    // The file has no say until the limit is over.
  }
  await expect(reading).rejects.toThrow(`the token file ${path} cannot be read: nothing came within 0 s`);
});
