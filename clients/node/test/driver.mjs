// Answers `get` on standard input with one line of JSON, for the scenarios that all clients go through. Settings: the environment.
// The first argument is another file to take the client from than its sources: the one that was built, on an older Node.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const built = process.argv[2];
const { fromVend } = await import(built === undefined ? "../index.ts" : pathToFileURL(built).href);
const provider = fromVend();

async function get() {
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await provider();
    return { accessKeyId, secretAccessKey, sessionToken, expiration: expiration.toISOString().replace(".000Z", "Z") };
  } catch (error) {
    return { error: error.message };
  }
}

// Not one after the other: what is asked for at once shall be at once.
const asked = [];
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "get") {
    asked.push(get().then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`)));
  }
}
await Promise.all(asked);
// Without waiting for a renewal that may be under way.
process.exit(0);
