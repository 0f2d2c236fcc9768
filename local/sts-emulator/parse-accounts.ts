import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { Accounts } from "./accounts.ts";
import { accountsSchema } from "./accounts-schema.ts";
import { buildAccounts } from "./build-accounts.ts";
import { checkReferences, type Problem } from "./check-references.ts";

/** What is wrong with an accounts file, a line each: `accounts.yaml:12:7 accounts.111122223333.roles.x: rule; repair`. */
export class AccountsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "AccountsError";
    this.problems = problems;
  }
}

/**
 * Reads an accounts file, YAML or JSON. `fileName` is for the messages only.
 * @throws AccountsError which never quotes a value of the file: there are secrets in it
 */
export function parseAccounts(text: string, fileName: string): Accounts {
  const lines = new LineCounter();
  // Pretty errors quote the line, and the line may be a secret.
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const [broken] = yaml.errors;
  if (broken !== undefined) throw new AccountsError([`${place(broken.pos[0])}: is not YAML (${broken.code})`]);
  const located = ({ path, message }: Problem) => {
    const name = path.map(String).join(".");
    return `${place(offsetOf(yaml, path))} ${name === "" ? "" : `${name}: `}${message}`;
  };

  const result = accountsSchema.safeParse(yaml.toJS());
  if (!result.success) throw new AccountsError(result.error.issues.flatMap(problemsOf).map(located));
  const accounts = buildAccounts(result.data);
  const problems = checkReferences(result.data, accounts);
  if (problems.length > 0) throw new AccountsError(problems.map(located));
  return accounts;
}

/** Where a path's last step stands; where it is missing, the nearest that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    const item = isSeq(node) ? node.items[Number(step)] : undefined;
    const mark = pair?.key ?? item;
    if (!isNode(mark)) return offset;
    offset = mark.range?.[0] ?? offset;
    node = pair?.value ?? item;
  }
  return offset;
}

/** The schema's messages, one for each unknown key, none with a value in it. */
export function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: "is not a key that belongs here; remove it",
    }));
  }
  if (issue.code === "invalid_key") {
    return [{ path: issue.path, message: issue.issues[0]?.message ?? issue.message }];
  }
  return [{ path: issue.path, message: issue.message }];
}
