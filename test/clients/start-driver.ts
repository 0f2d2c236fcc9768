import { startLineProcess } from "../support/start-line-process.ts";

/** What a driver prints for one `get`. */
export type Got =
  | {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string;
      readonly expiration: string;
      readonly error?: undefined;
    }
  | { readonly error: string };

export interface Driver {
  /** @throws Error where no line comes in time, or one that is none of a driver's */
  readonly get: () => Promise<Got>;
  /** So many lines at once: drivers of languages with threads begin with all of them, and answer in whatever order. */
  readonly getMany: (count: number) => Promise<readonly Got[]>;
  /** All errors that were given so far, and all that was written to standard error. */
  readonly said: () => string;
  /** What was written to standard error. */
  readonly log: () => string;
  /** Closes its input. Returns the exit code; null where it had to be killed. */
  readonly end: () => Promise<number | null>;
}

/** Longer than the longest that a client may take. */
const patienceMs = 25_000;

/** @param env all of its environment */
export function startDriver(
  command: readonly [string, ...string[]],
  folder: string,
  env: Readonly<Record<string, string>>,
): Driver {
  const { write, readLine, log, end } = startLineProcess(command, { cwd: folder, env, patienceMs });
  const errors: string[] = [];

  async function readGot(): Promise<Got> {
    const got = parseGot(await readLine());
    if (got.error !== undefined) errors.push(got.error);
    return got;
  }

  return {
    get: () => {
      write("get\n");
      return readGot();
    },
    getMany: async (count) => {
      write("get\n".repeat(count));
      const gots: Got[] = [];
      while (gots.length < count) gots.push(await readGot());
      return gots;
    },
    said: () => [...errors, log()].join("\n"),
    log,
    end,
  };
}

const members = ["accessKeyId", "secretAccessKey", "sessionToken", "expiration"] as const;

function parseGot(line: string): Got {
  const got = JSON.parse(line) as Record<string, unknown>;
  const expected = "error" in got ? ["error"] : members;
  const isGot =
    Object.keys(got).length === expected.length && expected.every((name) => typeof got[name] === "string" && got[name]);
  if (!isGot) throw new Error(`no line of a driver's: members ${Object.keys(got).join(", ")}`);
  return got as unknown as Got;
}
