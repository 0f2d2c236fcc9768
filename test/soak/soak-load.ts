import { createTokenIssuer, makeKey, type TokenChanges, type TokenIssuer } from "../support/token-issuer.ts";
import type { SoakAsk } from "./soak-ask.ts";
import { type SoakGrantName, type SoakMapVersion, soakGrants } from "./soak-map.ts";

/** What is asked, one after the other. */
export interface SoakLoad {
  readonly next: () => Promise<SoakAsk>;
  /** Told what was answered 200: a token that is spent is shown again later. */
  readonly noteServed: (ask: SoakAsk) => void;
}

export interface SoakLoadOptions {
  readonly issuer: TokenIssuer;
  readonly subjects: number;
  readonly keyId: () => string;
  readonly version: () => SoakMapVersion;
}

/** Of ten subjects, so many ask for each grant. */
const tenth: readonly SoakGrantName[] = [
  ...(["hourly", "hourly", "hourly", "hourly", "brief", "brief"] as const),
  ...(["chained", "chained", "stored", "once"] as const),
];

const tokenSeconds = 15 * 60;
const leastLeftMs = 60_000;
/** One ask in so many is one that must be refused. */
const wrongAmong = 12;
/** Prime, so that all subjects come round. */
const stride = 769;
/** Shown again before they end. */
const mostSpent = 5;

export function subjectsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, nth) => `${tenth[nth % tenth.length]}-${nth}`);
}

export async function createSoakLoad({ issuer, subjects: count, keyId, version }: SoakLoadOptions): Promise<SoakLoad> {
  const subjects = subjectsOf(count);
  const tokens = new Map<string, { readonly token: string; readonly endsAtMs: number }>();
  const spent: SoakAsk[] = [];
  const stranger = await createTokenIssuer({ issuer: "https://stranger.test", audience: issuer.audience });
  let asked = 0;

  async function issue(sub: string, changes: TokenChanges = {}): Promise<string> {
    const key = issuer.keys.find((candidate) => candidate.keyId === keyId()) ?? issuer.keys[0];
    const iat = Math.floor(Date.now() / 1_000);
    const claims = { sub, team: `team-${sub.length}${sub.slice(-1)}`, iat, exp: iat + tokenSeconds, ...changes.claims };
    return await issuer.issueToken({ key, ...changes, claims });
  }

  async function tokenOf(subject: string): Promise<string> {
    const known = tokens.get(subject);
    if (known !== undefined && known.endsAtMs - Date.now() > leastLeftMs) return known.token;
    const token = await issue(subject);
    tokens.set(subject, { token, endsAtMs: Date.now() + tokenSeconds * 1_000 });
    return token;
  }

  async function rightAsk(nth: number): Promise<SoakAsk> {
    const subject = subjects[(nth * stride) % count] ?? "";
    const grant = subject.split("-")[0] as SoakGrantName;
    const { roleArn, durationSeconds, hasPolicy } = soakGrants[grant];
    const { denied, folder } = version();
    const isDenied = denied.includes(subject);
    return {
      kind: isDenied ? "denied meanwhile" : grant,
      subject,
      path: `/v1/credentials/${grant}`,
      token: grant === "once" ? await issue(subject) : await tokenOf(subject),
      expects: isDenied
        ? { status: 403, code: "Revoked" }
        : { roleArn, durationSeconds, policy: hasPolicy ? folder : "none" },
      asksTable: grant === "once" && !isDenied,
    };
  }

  const refusal = (kind: string, status: number, code: string, token?: string, path = "hourly"): SoakAsk => ({
    kind,
    subject: "",
    path: `/v1/credentials/${path}`,
    token,
    expects: { status, code },
    asksTable: code === "TokenReplayed",
  });
  const ago = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds;
  const usurper = async () => await makeKey(keyId(), "ES256");
  const wrongAsks: readonly (() => Promise<SoakAsk>)[] = [
    async () => refusal("no token", 401, "MissingToken"),
    async () => refusal("no token at all, but text", 401, "InvalidToken", "not.a.token"),
    async () => refusal("forged", 401, "InvalidToken", await issue("hourly-0", { key: await usurper() })),
    async () => refusal("of nobody trusted", 401, "InvalidToken", await stranger.issueToken()),
    async () =>
      refusal("of an unknown key", 401, "InvalidToken", await issue("hourly-0", { header: { kid: `key-x${asked}` } })),
    async () =>
      refusal("expired", 401, "TokenExpired", await issue("hourly-0", { claims: { iat: ago(1_500), exp: ago(600) } })),
    async () =>
      refusal(
        "for somebody else",
        401,
        "WrongAudience",
        await issue("hourly-0", { claims: { aud: "https://x.test" } }),
      ),
    async () => refusal("denied", 403, "Revoked", await issue("hourly-leaver")),
    async () => refusal("not granted", 403, "NotGranted", await tokenOf("brief-nobody"), "hourly"),
    async () => refusal("no such grant", 403, "NotGranted", await tokenOf("brief-nobody"), "yearly"),
    async () => {
      const [replayed] = spent.splice(0, 1);
      return replayed === undefined
        ? refusal("no token", 401, "MissingToken")
        : refusal("spent", 401, "TokenReplayed", replayed.token, "once");
    },
  ];

  return {
    next: async () => {
      asked += 1;
      if (asked % wrongAmong !== 0) return await rightAsk(asked);
      const wrong = wrongAsks[(asked / wrongAmong) % wrongAsks.length];
      return await (wrong ?? (() => rightAsk(asked)))();
    },
    noteServed: (ask) => {
      if (ask.kind === "once") spent.push(ask);
      if (spent.length > mostSpent) spent.shift();
    },
  };
}
