import { loadCompiledMap } from "../../shared/policy-map/compiled/load-compiled-map.ts";
import { CliError } from "../cli-error.ts";
import type { PublishTarget } from "./publish-target.ts";

/**
 * Reads back what services will read, as they read it, and compares digests.
 * @throws CliError where it is not what was written
 */
export async function verifyLive(target: PublishTarget, digest: string): Promise<void> {
  const live = await target.read();
  const found = live === undefined ? "nothing" : loadCompiledMap(live, target.location).digest;
  if (found !== digest) {
    throw new CliError(
      `${target.location} holds version ${found} after ${digest} was written: somebody else publishes too`,
    );
  }
}

/** The version that a text is, or undefined where it is no compiled map that this program reads. */
export function digestOf(text: string | undefined, name: string): string | undefined {
  try {
    return text === undefined ? undefined : loadCompiledMap(text, name).digest;
  } catch {
    return undefined;
  }
}
