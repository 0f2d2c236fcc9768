import { readdir } from "node:fs/promises";

/*
 * Loads a function's bundle as Lambda does, and answers each event that its parent sends with what the handler makes of it.
 * The files beside it are loaded too: most events need few of them.
 */
const folder = new URL(`${process.argv[2]}/`, "file:");
const { handler } = await import(new URL("index.mjs", folder).href);
for (const name of await readdir(folder)) {
  if (name.endsWith(".cjs")) await import(new URL(name, folder).href);
}

process.on("message", async ({ event, context }) => {
  process.send(await handler(event, context));
});
