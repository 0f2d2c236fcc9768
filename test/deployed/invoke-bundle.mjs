import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename } from "node:path";

/*
 * Loads a function's bundle as Lambda does, and answers each event that its parent sends with what the handler makes of it, and with
 * the files of the bundle that are loaded by then. With `all`, those are all that there are: most events need few of them.
 */
const [, , path, extent] = process.argv;
const folder = new URL(`${path}/`, "file:");
const { handler } = await import(new URL("index.mjs", folder).href);
if (extent === "all") {
  for (const name of await readdir(folder)) {
    if (name.endsWith(".cjs")) await import(new URL(name, folder).href);
  }
}

const { cache } = createRequire(import.meta.url);
process.on("message", async ({ event, context }) => {
  const result = await handler(event, context);
  process.send({ result, loaded: Object.keys(cache).map((file) => basename(file)) });
});
