import { createHash } from "node:crypto";
import type { SoakAnswer } from "./soak-answer.ts";
import type { SoakAsk } from "./soak-ask.ts";
import type { SoakReport } from "./soak-report.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

interface KnownSession {
  readonly secrets: string;
  readonly identity: string | undefined;
  readonly expiresAtMs: number;
}

/** What came of a soak's requests so far. */
export interface SoakTally {
  readonly requests: () => number;
  readonly note: (ask: SoakAsk, answer: SoakAnswer, flaws: readonly string[]) => void;
  readonly noteFlaw: (flaw: string) => void;
  /** When the session ends that this caller was given last, by the same policy. */
  readonly heldUntilMs: (ask: SoakAsk) => number | undefined;
  /** Whose an answer's credentials are: STS is asked once for each session; the same key with other secrets is nobody's. */
  readonly identityOf: (
    text: string,
    askSts: (credentials: Credentials) => Promise<string | undefined>,
  ) => Promise<string | undefined>;
  readonly forgetEnded: () => void;
  readonly summary: () => Pick<SoakReport, "requests" | "kinds" | "sessions" | "latencyMs" | "flaws">;
}

export function createSoakTally(): SoakTally {
  const kinds: Record<string, Record<string, number>> = {};
  const flaws: Record<string, number> = {};
  const held = new Map<string, number>();
  const known = new Map<string, KnownSession>();
  const times: number[] = [];
  let sessions = 0;

  const keyOf = ({ subject, expects }: SoakAsk) => ("policy" in expects ? `${subject} ${expects.policy}` : undefined);
  const noteFlaw = (flaw: string) => {
    flaws[flaw] = (flaws[flaw] ?? 0) + 1;
  };
  const quantile = (sorted: readonly number[], share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;

  return {
    requests: () => times.length,
    noteFlaw,
    note: (ask, { status, text, tookMs }, found) => {
      times.push(tookMs);
      const statuses = kinds[ask.kind] ?? {};
      kinds[ask.kind] = { ...statuses, [status]: (statuses[status] ?? 0) + 1 };
      for (const flaw of found) noteFlaw(`${ask.kind}: ${flaw}`);
      const key = keyOf(ask);
      if (status === 200 && found.length === 0 && key !== undefined) {
        held.set(key, Date.parse((JSON.parse(text) as { readonly Expiration: string }).Expiration));
      }
    },
    heldUntilMs: (ask) => held.get(keyOf(ask) ?? ""),
    identityOf: async (text, askSts) => {
      const {
        AccessKeyId = "",
        SecretAccessKey = "",
        Token = "",
        Expiration = "",
      } = JSON.parse(text) as Record<string, string>;
      const secrets = createHash("sha256").update(`${SecretAccessKey} ${Token} ${Expiration}`).digest("base64");
      const seen = known.get(AccessKeyId);
      if (seen !== undefined) return seen.secrets === secrets ? seen.identity : undefined;
      const identity = await askSts({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: Token,
      });
      if (!known.has(AccessKeyId)) sessions += 1;
      known.set(AccessKeyId, { secrets, identity, expiresAtMs: Date.parse(Expiration) });
      return identity;
    },
    forgetEnded: () => {
      const nowMs = Date.now();
      for (const [key, { expiresAtMs }] of known) if (expiresAtMs < nowMs) known.delete(key);
      for (const [key, endsAtMs] of held) if (endsAtMs < nowMs) held.delete(key);
    },
    summary: () => {
      const sorted = times.toSorted((one, other) => one - other);
      const [p50, p99, slowest] = [quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1)];
      return { requests: times.length, kinds, sessions, latencyMs: { p50, p99, slowest }, flaws };
    },
  };
}
