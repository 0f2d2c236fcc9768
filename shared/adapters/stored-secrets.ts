import { Fault } from "../model/fault.ts";
import type { ExternalIdReference } from "../model/policy-document.ts";
import type { Clock } from "../model/ports.ts";
import { nameOf, type ReadStoredText } from "./external-id-stores.ts";
import { settledWithin } from "./settled-within.ts";

export interface StoredSecretsLimits {
  /** How long a secret is used before its store is asked again: so long may a changed one take to arrive. */
  readonly maxAgeMs: number;
  /** The least time between two questions for what could not be had. */
  readonly retryAfterMs: number;
  /** The longest that a request waits for its store while it has one to go on with. */
  readonly waitMs: number;
  /** A question under way for longer than this was frozen half-way: nobody waits for it. */
  readonly frozenAfterMs: number;
}

export interface StoredSecretsOptions {
  readonly read: ReadStoredText;
  readonly now: Clock;
  /** What the text must be as a whole. */
  readonly pattern: RegExp;
  /** What is told of a text that is not, after the name of its place: `holds no external ID ...`. */
  readonly rule: string;
  readonly limits?: Partial<StoredSecretsLimits>;
}

const defaultLimits: StoredSecretsLimits = {
  maxAgeMs: 5 * 60_000,
  retryAfterMs: 5_000,
  waitMs: 300,
  frozenAfterMs: 5_000,
};

/** One question to a store. */
interface Question {
  readonly askedAtMs: number;
  readonly answer: Promise<string>;
  state: "underWay" | "answered" | "failed";
}

/**
 * Secrets from SSM parameters and Secrets Manager, kept for a few minutes, and for longer while their store is down: they
 * change when a person changes them. That there is none, or none to be read by this service, counts at once.
 *
 * No value, and nothing that could quote one, is in any error.
 * @returns a function that gives a secret; it throws Fault `UpstreamUnavailable` where it cannot be had now, `Internal` where
 *   there is none of that name
 */
export function createStoredSecrets({ read, now, pattern, rule, ...options }: StoredSecretsOptions): ReadStoredText {
  const limits = { ...defaultLimits, ...options.limits };
  const questions = new Map<string, Question>();
  const lastGood = new Map<string, string>();

  async function ask(key: string, reference: ExternalIdReference): Promise<string> {
    const value = await read(reference).catch((error: unknown) => {
      if (!isOutage(error)) lastGood.delete(key);
      throw error;
    });
    if (!pattern.test(value)) {
      lastGood.delete(key);
      throw new Fault("Internal", `${nameOf(reference)} ${rule}`);
    }
    lastGood.set(key, value);
    return value;
  }

  function put(key: string, reference: ExternalIdReference): Question {
    const question: Question = { askedAtMs: now(), answer: ask(key, reference), state: "underWay" };
    questions.set(key, question);
    question.answer.then(
      () => {
        question.state = "answered";
      },
      () => {
        question.state = "failed";
      },
    );
    return question;
  }

  function goodWhileDown(key: string, error: unknown): string {
    const good = lastGood.get(key);
    if (good !== undefined && isOutage(error)) return good;
    throw error;
  }

  function isKept({ askedAtMs, state }: Question): boolean {
    const keptMs = { underWay: limits.frozenAfterMs, answered: limits.maxAgeMs, failed: limits.retryAfterMs }[state];
    return Math.abs(now() - askedAtMs) < keptMs;
  }

  return async (reference) => {
    const key = JSON.stringify(reference);
    const last = questions.get(key);
    const question = last !== undefined && isKept(last) ? last : put(key, reference);
    const good = lastGood.get(key);
    if (good === undefined || question.state === "answered") return await question.answer;
    await settledWithin(question.answer, limits.waitMs - Math.abs(now() - question.askedAtMs));
    return question.state === "underWay" ? good : await question.answer.catch((error) => goodWhileDown(key, error));
  };
}

function isOutage(error: unknown): boolean {
  return error instanceof Fault && error.code === "UpstreamUnavailable";
}
