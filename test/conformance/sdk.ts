/** How an SDK is led to the service: by the container variables, by a command in a profile, by STS's own protocol. */
export const ways = ["environment", "process", "STS"] as const;
export type Way = (typeof ways)[number];

/** One step of getting an SDK, in a copy of its driver's folder. */
export interface InstallStep {
  readonly command: readonly [string, ...string[]];
  /** After which it is given up. */
  readonly seconds: number;
}

/** An AWS SDK as callers have it. */
export interface Sdk {
  readonly name: string;
  /** Its folder in `drivers/`; undefined where it cannot be had at all, for which `lacks` says why. */
  readonly driver: string | undefined;
  readonly install: readonly InstallStep[];
  /** Run in the copy of the folder, or in the folder itself where there is nothing to install. */
  readonly run: readonly [string, ...string[]];
  /** Beside what every driver gets, such as a folder in front of `PATH`. */
  readonly path?: string;
  /** Why it cannot be led some way, or cannot be had. */
  readonly lacks: Readonly<Partial<Record<Way, string>>>;
  /** Fails where it cannot be had and `CONFORMANCE_REQUIRED` is 1, in place of being skipped. */
  readonly isRequired?: true;
}
