import type { Change } from "./report.ts";

/**
 * Who last changed each line, from `git blame --porcelain`: the first line of a file is at index 0.
 * @see https://git-scm.com/docs/git-blame#_the_porcelain_format
 */
export function parseBlame(porcelain: string): readonly Change[] {
  const commits = new Map<string, Record<string, string>>();
  const lines: Change[] = [];
  let commit = "";
  let finalLine = 0;
  for (const line of porcelain.split("\n")) {
    const header = /^([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?$/.exec(line);
    if (line.startsWith("\t")) {
      lines[finalLine - 1] = changeOf(commit, commits.get(commit) ?? {});
    } else if (header !== null) {
      commit = header[1] ?? "";
      finalLine = Number(header[2]);
      if (!commits.has(commit)) commits.set(commit, {});
    } else {
      const [name = "", ...rest] = line.split(" ");
      const known = commits.get(commit);
      if (known !== undefined) known[name] = rest.join(" ");
    }
  }
  return lines;
}

function changeOf(commit: string, known: Readonly<Record<string, string>>): Change {
  // All zeros: the line is in the working tree only.
  const isCommitted = /[^0]/.test(commit);
  return {
    commit: isCommitted ? commit : undefined,
    author: known["author"] ?? "unknown",
    // The committer's time: when the change came into this history; an author's may be years old or years ahead.
    atMs: Number(known["committer-time"] ?? 0) * 1000,
    summary: known["summary"] ?? "",
  };
}
