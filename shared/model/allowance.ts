/** How much there may be of something: so many at once, and then so many a minute. */
export interface Allowance {
  readonly burst: number;
  readonly perMinute: number;
}

/** What one sender may use up in one process. */
export interface Allowances {
  /** Attempts from one source address whose token, or proof, did not hold. */
  readonly addressFailures: Allowance;
  /** Requests of one subject that were refused although its token held. */
  readonly subjectFailures: Allowance;
  /** Sessions of one subject that STS was asked for. */
  readonly subjectSessions: Allowance;
}
