import type { KeySetsLocation } from "../model/policy-map-location.ts";
import { createFileKeySetsStore } from "./key-sets-file.ts";
import { createS3KeySetsStore } from "./key-sets-s3.ts";

/** Where the key sets are kept, for the one that writes them. */
export interface KeySetsStore {
  /** As `KEY_SETS` has it. */
  readonly location: string;
  /**
   * What is kept; undefined: nothing yet.
   * @throws Error where that cannot be known
   */
  readonly read: () => Promise<HeldText | undefined>;
  /**
   * Puts a text in place of the one that was read, whole, and not where somebody has put another there meanwhile.
   * @throws Error where nothing was written
   */
  readonly write: (text: string, inPlaceOf: HeldText | undefined) => Promise<void>;
}

interface HeldText {
  readonly text: string;
  readonly etag: string;
}

export function createKeySetsStore(location: KeySetsLocation, region: string): KeySetsStore {
  return location.kind === "file" ? createFileKeySetsStore(location) : createS3KeySetsStore(location, region);
}
