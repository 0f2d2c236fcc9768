import type { ExpectStatic } from "vitest";
import type { FaultProxy } from "../faults/start-fault-proxy.ts";
import type { TestAuthority } from "../support/client-certificates.ts";
import type { RunningStack } from "../support/run-stack.ts";
import type { Client } from "./client.ts";
import type { Driver } from "./start-driver.ts";

/** What a scenario plays with. */
export interface World {
  readonly client: Client;
  readonly stack: RunningStack;
  /** Between the client and the stack. */
  readonly service: FaultProxy;
  readonly expect: ExpectStatic;
  /** Signs certificates that no system trusts. */
  readonly authority: TestAuthority;
  /** A new token of a ready-made caller, `report-runner` where none is named; from now on no output may hold it. */
  readonly token: (clientId?: string) => Promise<string>;
  /** From now on no output may hold it. */
  readonly hide: (secret: string) => string;
  /** Writes a file and returns its path. */
  readonly file: (name: string, text: string) => string;
  /** Another proxy, closed at the end. */
  readonly proxy: (
    target: string,
    certificate?: { readonly certificate: string; readonly privateKey: string },
  ) => Promise<FaultProxy>;
  /** To be called at the end. */
  readonly atEnd: (close: () => Promise<unknown>) => void;
  /** A driver with these settings and nothing else, ended at the end. */
  readonly start: (settings: Readonly<Record<string, string>>) => Driver;
  /** The same, asking `service` for the grant `nightly-report` with a token of its caller in a file. */
  readonly startUsual: (settings?: Readonly<Record<string, string>>) => Promise<Driver>;
}

/** What every client must do, whatever its language. */
export interface Scenario {
  readonly name: string;
  /** Not for languages without threads. */
  readonly needsThreads?: true;
  readonly play: (world: World) => Promise<void>;
}
