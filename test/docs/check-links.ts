import { checkLink } from "./check-link.ts";
import { listPages } from "./list-pages.ts";
import { readPage } from "./read-page.ts";

/**
 * Reads every page of other sites that the documentation links to, eight at a time, and says which are not there. On demand, with a network:
 * no other test asks anybody outside. Exit code: 0 where all are there, 1 where not.
 */
const places = new Map<string, string[]>();
for (const path of listPages()) {
  for (const { target, line } of readPage(path).links) {
    if (!target.startsWith("https:")) continue;
    const url = target.split("#")[0] ?? target;
    places.set(url, [...(places.get(url) ?? []), `${path}:${line}`]);
  }
}

const waiting = [...places];
let failed = 0;

async function work(): Promise<void> {
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [url, where] = next;
    const fault = await checkLink(url);
    if (fault !== undefined) failed += 1;
    process.stdout.write(
      `${fault === undefined ? "ok    " : "FAILED"} ${url}${fault === undefined ? "" : `: ${fault} (${where.join(", ")})`}\n`,
    );
  }
}

await Promise.all(Array.from({ length: 8 }, work));
process.stdout.write(`${places.size} links, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
