/** What some callers saw. */
export interface Seen {
  readonly requests: number;
  /** Status and code of answers that are not 200, and how many. */
  readonly failures: Readonly<Record<string, number>>;
  /** Of the failures, those that did not say when to ask again. */
  readonly silent: number;
  readonly slowestMs: number;
}

/** What callers saw while one thing was broken, and once it was well again. */
export interface Observed {
  /** Callers that had a session before, which was to be replaced. */
  readonly known: Seen;
  readonly fresh: Seen;
  readonly afterwards: Seen;
  /** What reached the dependency meanwhile. */
  readonly calls: number;
  /** How often its name was asked for meanwhile, in vain. */
  readonly lostLookups: number;
  /** The longest that the machine let nothing of this process run. */
  readonly stalledMs: number;
}
