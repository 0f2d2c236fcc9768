import type { WireCall, WireReply } from "./send-wire.ts";
import type { World } from "./start-world.ts";

/** One request, and the only answer that it may get. */
export interface AttackCase {
  readonly name: string;
  readonly call: (world: World) => Promise<WireCall> | WireCall;
  readonly answer: ExpectedAnswer;
  /** A refusal that only STS can give: everywhere else it must not have been asked. */
  readonly asksSts?: boolean;
  /** What else must hold. Returns what does not. */
  readonly check?: (world: World, reply: WireReply) => string | undefined;
}

export type ExpectedAnswer =
  /** The service's own error body. */
  | { readonly kind: "refused"; readonly status: number; readonly code: string }
  /** The same in the protocol of STS: `code` is this service's own, which the message begins with. */
  | { readonly kind: "stsRefused"; readonly status: number; readonly stsCode: string; readonly code: string }
  /** API Gateway's, before a function was asked. */
  | { readonly kind: "gateway"; readonly status: number }
  /** Credentials, in the usual shape. */
  | { readonly kind: "vended" }
  /** Something else than credentials, and no error. */
  | { readonly kind: "answered"; readonly status: number }
  /** Where what was sent is somebody else's, and each of its texts may be refused at another place. */
  | { readonly kind: "oneOf"; readonly answers: readonly ExpectedAnswer[] };

/** An attack that we know of: a row of `docs/attacks.md`. */
export interface AttackRow {
  /** Stays with the attack for good: new ones are added at the end. */
  readonly number: number;
  readonly attack: string;
  /** What becomes of it, and by what means. */
  readonly defence: string;
  readonly cases: readonly AttackCase[];
}

export function refused(status: number, code: string): ExpectedAnswer {
  return { kind: "refused", status, code };
}

export const invalidToken = refused(401, "InvalidToken");
export const notGranted = refused(403, "NotGranted");
export const invalidRequest = refused(400, "InvalidRequest");
export const vended: ExpectedAnswer = { kind: "vended" };
