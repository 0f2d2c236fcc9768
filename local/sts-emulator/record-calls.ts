import type { Query } from "./read-query.ts";

/** A call as a test looks at it. Holds no token, no external ID and nothing of what was answered. */
export interface RecordedCall {
  readonly requestId: string;
  readonly atMs: number;
  readonly action: string;
  /** As they came (`Tags.member.1.Key`), but for what is secret: its value is `(hidden)`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whose signature it was, once that was verified. */
  readonly accessKeyId: string | undefined;
  readonly region: string | undefined;
  /** `ok`, `disconnected`, or the code of the error. */
  readonly outcome: string;
}

const hidden = /^(?:WebIdentityToken|TokenCode|ExternalId|X-Amz-)/;
const capacity = 1000;

/** More than any parameter that STS takes, and little enough to keep a thousand times. */
const recordedCharacters = 4_096;

export interface CallRecorder {
  /** The newest, oldest first. */
  readonly calls: readonly RecordedCall[];
  record(call: Omit<RecordedCall, "parameters"> & { readonly query: Query }): void;
}

export function recordCalls(): CallRecorder {
  const calls: RecordedCall[] = [];
  return {
    calls,
    record({ query, ...call }) {
      const parameters = Object.fromEntries(
        [...query].map(([name, value]) => [name, hidden.test(name) ? "(hidden)" : value.slice(0, recordedCharacters)]),
      );
      calls.push({ ...call, parameters });
      if (calls.length > capacity) calls.shift();
    },
  };
}
