/** What goes wrong between the service and one of those that it depends on. */
export interface Fault {
  readonly name: string;
  readonly at: "STS" | "identity provider";
  /** What the proxy does to a request; a fault that is not the proxy's has none. */
  readonly does?: Interference;
  /** Only in the first of two regions. */
  readonly inFirstRegion?: true;
  /** The name of the dependency's host is gone. */
  readonly losesName?: true;
  /** How far the dependency's clock is ahead of the service's. */
  readonly skewMs?: number;
  /** How long ago the identity provider's keys were fetched last; just over half an hour, from where on a request waits for new ones, where not given. */
  readonly keysAgeMs?: number;
  /** New callers have tokens that are signed with a key which the service has not seen yet. */
  readonly signsAnew?: true;
  /** New callers are refused meanwhile, with a code that makes them ask again. */
  readonly refusesNew?: true;
}

export type Interference =
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  | { readonly kind: "half" }
  /** The true answer's head, with the length of the whole body, half of the body, and the end of the connection. */
  | { readonly kind: "cut" }
  /** The true answer, with this body. */
  | { readonly kind: "rewrite"; readonly rewrite: (body: string) => string }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

const answer = (status: number, type: string, body: string): Interference => ({ kind: "answer", status, type, body });
const stsError = (status: number, code: string) =>
  answer(
    status,
    "text/xml",
    `<ErrorResponse><Error><Code>${code}</Code><Message>made</Message></Error></ErrorResponse>`,
  );

export const faults: readonly Fault[] = [
  { name: "slow (200 ms)", at: "STS", does: { kind: "delay", ms: 200 } },
  { name: "hangs", at: "STS", does: { kind: "hang" }, refusesNew: true },
  { name: "resets connections", at: "STS", does: { kind: "reset" }, refusesNew: true },
  { name: "stops half-way", at: "STS", does: { kind: "half" }, refusesNew: true },
  {
    name: "answers with a web page",
    at: "STS",
    does: answer(200, "text/html", "<html>Sorry</html>"),
    refusesNew: true,
  },
  { name: "answers 500", at: "STS", does: stsError(500, "InternalFailure"), refusesNew: true },
  { name: "throttles", at: "STS", does: stsError(400, "Throttling"), refusesNew: true },
  { name: "its name is gone from the DNS", at: "STS", losesName: true, refusesNew: true },
  { name: "its clock is 20 minutes ahead", at: "STS", skewMs: 20 * 60_000 },
  { name: "one of two regions hangs", at: "STS", does: { kind: "hang" }, inFirstRegion: true },
  { name: "one of two regions resets connections", at: "STS", does: { kind: "reset" }, inFirstRegion: true },
  { name: "slow (200 ms)", at: "identity provider", does: { kind: "delay", ms: 200 } },
  { name: "slow (900 ms)", at: "identity provider", does: { kind: "delay", ms: 900 } },
  { name: "hangs", at: "identity provider", does: { kind: "hang" } },
  {
    name: "hangs, for almost twelve hours",
    at: "identity provider",
    does: { kind: "hang" },
    keysAgeMs: 11.95 * 60 * 60_000,
  },
  {
    name: "hangs, and has a new key",
    at: "identity provider",
    does: { kind: "hang" },
    signsAnew: true,
    refusesNew: true,
  },
  {
    name: "slow (200 ms), and has a new key",
    at: "identity provider",
    does: { kind: "delay", ms: 200 },
    signsAnew: true,
  },
  { name: "resets connections", at: "identity provider", does: { kind: "reset" } },
  { name: "stops half-way", at: "identity provider", does: { kind: "cut" } },
  { name: "answers with a web page", at: "identity provider", does: answer(200, "text/html", "<html>Sorry</html>") },
  { name: "answers 500", at: "identity provider", does: answer(500, "text/plain", "down") },
  {
    name: "answers with an empty key set",
    at: "identity provider",
    does: answer(200, "application/json", '{"keys":[]}'),
  },
  { name: "its name is gone from the DNS", at: "identity provider", losesName: true },
];
