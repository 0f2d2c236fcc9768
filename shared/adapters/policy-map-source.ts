import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Fault } from "../model/fault.ts";

/** A policy map as it was read, before anything in it has been checked. */
export interface PolicyMapText {
  readonly text: string;
  /** What errors in it are located by. */
  readonly name: string;
}

export type ReadPolicyMapText = () => Promise<PolicyMapText>;

/**
 * The source that `POLICY_MAP` names: `file:PATH`, with the path as it is, or a whole `file:///` URL.
 * @throws Error for any other source
 * @returns a reader that throws Fault `UpstreamUnavailable` where the source cannot be read
 */
export function createPolicyMapSource(location: string): ReadPolicyMapText {
  const path = location.startsWith("file:///") ? fileURLToPath(location) : /^file:(?!\/\/)(.+)$/.exec(location)?.[1];
  if (path === undefined) {
    throw new Error(`POLICY_MAP: ${location} is no source that is known; use file:PATH`);
  }
  return async () => {
    try {
      return { text: await readFile(path, "utf8"), name: path };
    } catch (error) {
      throw new Fault("UpstreamUnavailable", `the policy map ${location} cannot be read`, { cause: error });
    }
  };
}
