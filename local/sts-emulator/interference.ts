import type { Query } from "./read-query.ts";

/** What is to go wrong with a call. Nothing of it happens at AWS by the caller's fault. */
export interface Interference {
  /** Waits before anything else. */
  readonly delayMs?: number;
  /** Cuts the connection without an answer. */
  readonly disconnects?: boolean;
  /** Answers with this error instead of doing the action, like `{ code: "Throttling", status: 400 }`. */
  readonly error?: { readonly code: string; readonly status: number; readonly message?: string };
  /** Answers 200 with this body as it is. */
  readonly body?: string;
}

/** Asked before each call; `undefined` leaves the call alone. */
export type Interfere = (call: { readonly action: string; readonly query: Query }) => Interference | undefined;
