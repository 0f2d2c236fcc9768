import type { RemoteKeySource } from "./issuer-keys-download.ts";

/** What a fetched key set depends on, as one text: an issuer whose source has changed inherits nothing from the old one. */
export function keySetName(issuer: string, source: RemoteKeySource): string {
  return JSON.stringify([issuer, source.kind, source.kind === "jwksUri" ? source.uri : null]);
}
