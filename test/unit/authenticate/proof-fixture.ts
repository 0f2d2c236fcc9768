import { readProofKey } from "../../../shared/adapters/read-proof-key.ts";
import { createMemoryReplayStore } from "../../../shared/adapters/replay-memory.ts";
import type { Shown } from "../../../shared/authenticate/shown.ts";
import { verifyToken } from "../../../shared/authenticate/verify-token.ts";
import type { Issuer } from "../../../shared/model/issuer.ts";
import type { ProofNonces, ReplayStore } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { createProver } from "../../support/prover.ts";
import { nowMs, tokens } from "./verify-fixture.ts";

export const url = "https://vend.test/v1/credentials/nightly";
export const prover = await createProver();
/** Bound to the prover's key. */
export const boundToken = await tokens.issueToken({ claims: { cnf: { jkt: prover.thumbprint } } });

export const nonces: ProofNonces = {
  current: async () => "fresh-nonce",
  isFresh: async (nonce) => nonce === "fresh-nonce",
};

export interface Setting {
  readonly trusted?: Partial<Issuer>;
  readonly shown?: Partial<Shown["request"]> & Partial<Pick<Shown, "scheme">>;
  readonly replays?: ReplayStore;
  readonly nonces?: ProofNonces;
  readonly nowMs?: number;
}

export function newReplays(): ReplayStore {
  return createMemoryReplayStore({ now: () => nowMs });
}

/** Shows a token with these `DPoP` headers: the code that it is refused with, or what it is bound by. */
export async function show(token: string, proofs: readonly string[], setting: Setting = {}) {
  const issuer = tokens.trusted(setting.trusted ?? {});
  const now = () => setting.nowMs ?? nowMs;
  const { scheme = "dpop", ...changed } = setting.shown ?? {};
  const shown: Shown = {
    scheme,
    request: {
      method: "GET",
      urls: [url],
      clientCertificate: undefined,
      headers: new Map([["dpop", proofs]]),
      ...changed,
    },
  };
  const claimed: string[] = [];
  const replays = setting.replays ?? newReplays();
  const proof = {
    readProofKey,
    replays: {
      ...replays,
      claim: async (use: Parameters<ReplayStore["claim"]>[0]) => {
        claimed.push(use.identity);
        return replays.claim(use);
      },
    },
    nonces: setting.nonces,
    now,
    shown,
  };
  const findKey = async () => tokens.keys[0].publicKey;
  const result = await verifyToken(token, { issuers: new Map([[issuer.issuer, issuer]]), findKey, now, proof }).then(
    ({ boundBy }) => ({ boundBy, error: undefined }),
    (error: unknown) => ({ boundBy: undefined, error }),
  );
  const code = result.error instanceof Refusal ? result.error.code : (result.error as Error | undefined)?.name;
  return { ...result, code, reason: (result.error as Refusal | undefined)?.reason, claimed };
}
