import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { KeySetsStore } from "./key-sets-store.ts";

/** Key sets in a file, for a stack on one machine: written beside it and renamed, so that nobody reads half of it. */
export function createFileKeySetsStore({ path }: { readonly path: string }): KeySetsStore {
  return {
    location: `file:${path}`,
    read: async () => {
      try {
        return { text: await readFile(path, "utf8"), etag: "" };
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
        throw error;
      }
    },
    write: async (text) => {
      const beside = `${path}.${randomUUID()}`;
      await writeFile(beside, text);
      await rename(beside, path);
    },
  };
}
