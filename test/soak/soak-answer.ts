/** What came of a request. */
export interface SoakAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** By the clock that service and STS go by. */
  readonly atMs: number;
  readonly tookMs: number;
  /** The ARN that STS knows the credentials by; undefined where there are none, or STS does not know them. */
  readonly identity: string | undefined;
}
