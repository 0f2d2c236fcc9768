import type { Session } from "../model/session.ts";

/** A session as one text, for who may know its secrets. */
export function printSession(session: Session): string {
  const { isShared: _, ...members } = session;
  return JSON.stringify({ version: 1, ...members });
}

/** @returns undefined for a text that another version of this service wrote */
export function readSession(text: string): Session | undefined {
  const { version, packedPolicyPercent, ...members } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const has = (type: string, ...names: readonly string[]) => names.every((name) => typeof members[name] === type);
  const isWhole =
    version === 1 &&
    has("string", "accessKeyId", "secretAccessKey", "sessionToken", "roleArn", "assumedRoleArn", "assumedRoleId") &&
    has("number", "expiresAtMs", "durationSeconds") &&
    has("boolean", "wasShortenedAsChain");
  return isWhole ? ({ ...members, packedPolicyPercent } as Session) : undefined;
}
