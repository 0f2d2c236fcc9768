import type { RemoteKeySource } from "./issuer-keys-download.ts";

/** The keys of one issuer as they were fetched for all instances. */
export interface StoredKeySet {
  readonly issuer: string;
  readonly source: RemoteKeySource;
  /** When their fetch was started, milliseconds since the epoch: what their age counts from, wherever they are kept. */
  readonly fetchedAtMs: number;
  /** Unchecked, whoever has written them: of any type. */
  readonly members: readonly unknown[];
}

/** The key sets of all issuers as one text, whose form `parseKeySets` knows. */
export function printKeySets(sets: readonly StoredKeySet[]): string {
  const issuers = sets.map(({ issuer, source, fetchedAtMs, members }) => ({
    issuer,
    source,
    fetchedAt: new Date(fetchedAtMs).toISOString(),
    keys: members,
  }));
  return `${JSON.stringify({ version: 1, issuers })}\n`;
}

/** @throws Error that says what is wrong with the text, without showing it */
export function parseKeySets(text: string): readonly StoredKeySet[] {
  const document = asObject(parseJson(text));
  if (document?.["version"] !== 1 || !Array.isArray(document["issuers"])) {
    throw new Error("is no document of key sets of version 1");
  }
  return document["issuers"].map((entry: unknown, index) => {
    const set = readSet(asObject(entry));
    if (set === undefined) throw new Error(`issuers[${index}] is no key set`);
    return set;
  });
}

function readSet(entry: Readonly<Record<string, unknown>> | undefined): StoredKeySet | undefined {
  const { issuer, source: from, fetchedAt, keys } = entry ?? {};
  const source = readSource(asObject(from));
  const fetchedAtMs = typeof fetchedAt === "string" ? Date.parse(fetchedAt) : Number.NaN;
  if (typeof issuer !== "string" || source === undefined || Number.isNaN(fetchedAtMs) || !Array.isArray(keys)) {
    return undefined;
  }
  return { issuer, source, fetchedAtMs, members: keys };
}

function readSource(source: Readonly<Record<string, unknown>> | undefined): RemoteKeySource | undefined {
  if (source?.["kind"] === "discovery") return { kind: "discovery" };
  const uri = source?.["kind"] === "jwksUri" ? source["uri"] : undefined;
  return typeof uri === "string" ? { kind: "jwksUri", uri } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error("is not JSON", { cause });
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
