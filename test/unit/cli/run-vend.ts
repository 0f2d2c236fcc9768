import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import type { CliIo } from "../../../cli/cli-io.ts";
import { runCli } from "../../../cli/main.ts";

/** What a command line left behind. */
export interface VendRun {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
  /** Standard output as the one JSON document that `--json` promises. */
  json(): Record<string, unknown>;
}

/** 2026-10-07T05:00:00Z: a Wednesday, 07:00 in Berlin. */
export const nowMs = Date.UTC(2026, 9, 7, 5, 0, 0);

/** Runs `vend` in this process with streams of its own: the real commands on real files. */
export async function runVend(
  args: readonly string[],
  io: Partial<CliIo> & { readonly input?: string } = {},
): Promise<VendRun> {
  let out = "";
  let error = "";
  const { input = "", ...rest } = io;
  const exitCode = await runCli(args, {
    writeOut: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
    readInput: async () => input,
    openInput: () => Readable.from([Buffer.from(input)]),
    hasColours: false,
    showsProgress: false,
    columns: undefined,
    env: {},
    now: () => nowMs,
    ...rest,
  });
  return { exitCode, out, error, json: () => JSON.parse(out) as Record<string, unknown> };
}

/** A folder for the files of a test file, gone after it. Returns a function that writes one and gives its path. */
export function temporaryFiles(): (name: string, text?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "vend-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name, text) => {
    const path = join(folder, name);
    if (text !== undefined) {
      writeFileSync(path, text);
    }
    return path;
  };
}

/** A small map in which everything is sound: a test changes one thing of it. */
export const soundMap = `version: 1
issuers:
  corp:
    issuer: https://idp.corp.example
    audience: https://vend.corp.example
    keys: { discovery: true }
    algorithms: [ES256]
    tokenType: at+jwt
    requiredClaims: [jti]
accounts:
  reporting: { id: "111122223333", externalId: a-long-random-string }
grants:
  nightly:
    description: The nightly job
    when:
      issuer: corp
      claims:
        sub: report-runner # the one
        groups: { anyOf: [etl] }
      network: { cidr: [10.20.0.0/16] }
    assume:
      role: report-reader
      account: reporting
      duration: 1h
      sourceIdentity: "{claims.sub}"
      policy:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::exports/{claims.sub}/*" }]
tests:
  - name: the job gets its role
    caller: { issuer: corp, claims: { sub: report-runner, groups: [etl] } }
    from: 10.20.1.1
    expect: { grant: nightly }
`;

/** Claims that get the grant of `soundMap`, from `10.20.1.1`. */
export const soundClaims = { iss: "https://idp.corp.example", sub: "report-runner", groups: ["etl"] };
