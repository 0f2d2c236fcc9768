import type { Scratch } from "./scratch.ts";

/** Puts a JWT of the demo's `report-runner` into a file, as a reader has one from elsewhere. */
export async function fetchToken(scratch: Scratch, served: string, file: string): Promise<void> {
  const token = /^export TOKEN=(\S+)$/m.exec(served)?.[1];
  if (token === undefined) throw new Error(`no token in:\n${served}`);
  await scratch.write(file, token);
}
