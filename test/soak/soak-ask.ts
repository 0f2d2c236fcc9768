/** One request of the load, and what must come of it. */
export interface SoakAsk {
  /** What the table counts it under. */
  readonly kind: string;
  readonly subject: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly expects: Granted | Refused;
  /** Whether the table of what was used must be asked first: no session that is kept helps where that does not answer. */
  readonly asksTable: boolean;
}

export interface Granted {
  readonly roleArn: string;
  readonly durationSeconds: number;
  /** What decides, beside the subject, which session is the caller's: sessions of another policy are others. */
  readonly policy: string;
}

export interface Refused {
  readonly status: number;
  readonly code: string;
}
