import type { TokenSource } from "./token-source.ts";

/** How requests are made, to the service and to the identity provider. */
export interface Transport {
  /** PEM file of the authorities that are trusted, in place of Node's own; undefined: those. */
  readonly caBundle: string | undefined;
  readonly connectTimeoutMs: number;
  /** From the connection to the whole answer. */
  readonly readTimeoutMs: number;
  /** Where proxies are named. */
  readonly env: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What was set, checked. */
export interface Settings {
  /** Without a trailing slash. */
  readonly url: URL;
  /** `GRANT` or `GRANT/ACCOUNT`; undefined: the only or default grant. */
  readonly grant: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tokens: TokenSource;
  readonly transport: Transport;
  /** Undefined: 20 minutes, or half of what was left at receipt. */
  readonly refreshAheadMs: number | undefined;
}
