import type { AttackCase } from "./attack-case.ts";
import { findEcho } from "./find-echo.ts";
import { judgeReply } from "./judge-reply.ts";
import { sendWire, type WireCall } from "./send-wire.ts";
import type { World } from "./start-world.ts";

/** What became of one case. */
export interface CaseResult {
  readonly call: WireCall | undefined;
  readonly requestId: string | undefined;
  /** The body of an answer with credentials. */
  readonly given: string | undefined;
  readonly tookMs: number;
  /** Empty where it passed. */
  readonly wrong: readonly string[];
}

/** Sends one request, alone, so that a call of STS or of an address in a token can only be its doing. Never throws. */
export async function runCase(attack: AttackCase, world: World): Promise<CaseResult> {
  let call: WireCall | undefined;
  try {
    call = await attack.call(world);
    const before = { sts: world.stsCalls(), trap: world.trap.connections() };
    const reply = await sendWire(world.url, call);
    const wrong = [...judgeReply(attack.answer, reply)];
    if (attack.answer.kind !== "vended" && attack.answer.kind !== "answered") {
      const echo = findEcho(call, reply);
      if (echo !== undefined) wrong.push(`the answer repeats ${JSON.stringify(echo.slice(0, 80))}`);
      if (attack.asksSts !== true && world.stsCalls() !== before.sts) wrong.push("STS was called");
    }
    if (world.trap.connections() !== before.trap) wrong.push("an address of the sender's was called");
    const also = attack.check?.(world, reply);
    if (also !== undefined) wrong.push(also);
    return {
      call,
      requestId: reply.headers.get("x-request-id")?.[0],
      given: reply.status === 200 ? reply.body : undefined,
      tookMs: reply.tookMs,
      wrong,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { call, requestId: undefined, given: undefined, tookMs: 0, wrong: [why] };
  }
}
