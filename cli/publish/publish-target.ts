/** A version that a target keeps. */
export interface KeptVersion {
  /** What the target calls it, such as `000003-9f86d081884c`. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAtMs: number;
}

/**
 * The port of `publish` and `rollback`: a place that a service reads its map from, and that keeps what was there before.
 * Each method throws CliError, with the location and never with content, where the place does not do as it is told.
 */
export interface PublishTarget {
  /** As `--to` has it. */
  readonly location: string;
  /** What a service would read now; undefined: nothing has been published yet. */
  readonly read: () => Promise<string | undefined>;
  /**
   * Makes a text what services read, all at once, and keeps both it and what was there before.
   * @param digest names the version
   * @param modeOfNew of a file that is made, where the place is one: its owner alone where nobody says; one that is there keeps its own
   */
  readonly publish: (text: string, digest: string, modeOfNew?: number) => Promise<void>;
  /** All that is kept, the live one included, the latest publication first. */
  readonly versions: () => Promise<readonly KeptVersion[]>;
  readonly readVersion: (id: string) => Promise<string>;
  /**
   * The id that `publish` or `restore` made live last: one content may be kept several times, and only this tells which of them
   * is live. Undefined: nobody has noted it. What came by other means since makes it wrong, so compare contents.
   */
  readonly readLiveId: () => Promise<string | undefined>;
  /** Makes a version that is kept what services read; it keeps its place among the others. */
  readonly restore: (id: string) => Promise<void>;
}
