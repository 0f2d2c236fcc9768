import type { Readable } from "node:stream";

/** What a service writes, counted as it comes: ten minutes of it are too much to keep. */
export interface WatchedLog {
  readonly auditRecords: () => number;
  /** Lines that hold what no log may: a session token of the emulator's, or a token of a caller's. */
  readonly secrets: () => number;
  /** Messages of the level ERROR, and what is no JSON, each with how often it came. */
  readonly errors: () => ReadonlyMap<string, number>;
  readonly lastLines: () => string;
}

const secret = /IQoJb3JpZ2luX2Vj|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./;

export function watchLog(...streams: readonly (Readable | null)[]): WatchedLog {
  let auditRecords = 0;
  let secrets = 0;
  const errors = new Map<string, number>();
  const last: string[] = [];

  function take(line: string): void {
    if (line === "") return;
    last.push(line);
    if (last.length > 20) last.shift();
    if (secret.test(line)) secrets += 1;
    if (line.includes('"message":"audit"')) auditRecords += 1;
    else if (!line.startsWith("{") || line.includes('"level":"ERROR"')) {
      const what = /"message":"[^"]*"/.exec(line)?.[0] ?? line.slice(0, 200);
      errors.set(what, (errors.get(what) ?? 0) + 1);
    }
  }

  for (const stream of streams) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    });
  }
  return {
    auditRecords: () => auditRecords,
    secrets: () => secrets,
    errors: () => errors,
    lastLines: () => last.join("\n"),
  };
}
