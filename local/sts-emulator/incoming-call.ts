/** An HTTP request as it came, with what Node would hide: repeated headers are joined by commas, as SigV4 signs them. */
export interface IncomingCall {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly queryString: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly sourceAddress: string;
}
