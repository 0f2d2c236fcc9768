import { cleanToken } from "./clean-token.ts";
import { describeRefusal } from "./describe-refusal.ts";
import { Failure } from "./failure.ts";
import { isPassingStatus } from "./is-passing-status.ts";
import { parseObject } from "./parse-object.ts";
import { readRetryAfterMs } from "./read-retry-after.ts";
import { readSmallFile } from "./read-small-file.ts";
import { type Reply, sendRequest } from "./send-request.ts";
import type { Transport } from "./settings.ts";
import type { TokenSource } from "./token-source.ts";
import { userAgent } from "./user-agent.ts";

/** How this program proves to the identity provider who it is. */
export interface ClientCredentials {
  readonly tokenUrl: URL;
  readonly clientId: string;
  /** The secret itself, or the file that holds it. */
  readonly clientSecret: string | { readonly file: string };
  readonly scope: string | undefined;
  readonly audience: string | undefined;
}

interface KeptToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly goodUntilMs: number;
}

/** A token is not used in its last minute, in which it could end on its way. */
const lastMinuteMs = 60_000;

/** Tokens by client credentials (RFC 6749 section 4.4), kept while they are good. */
export function clientCredentials(client: ClientCredentials, transport: Transport): TokenSource {
  let kept: KeptToken | undefined;
  return {
    read: async (budgetMs) => {
      if (kept === undefined || Date.now() >= kept.goodUntilMs) {
        kept = await requestToken(client, transport, budgetMs);
      }
      return kept.token;
    },
    hasAnother: async () => {
      kept = undefined;
      return true;
    },
    whose: async () => {
      const { tokenUrl, clientId, scope, audience } = client;
      return JSON.stringify(["client", tokenUrl.href, clientId, scope ?? null, audience ?? null]);
    },
  };
}

async function requestToken(client: ClientCredentials, transport: Transport, budgetMs: number): Promise<KeptToken> {
  const endsAtMs = performance.now() + budgetMs;
  const { tokenUrl, clientId, scope, audience } = client;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) {
    form.set("scope", scope);
  }
  if (audience !== undefined) {
    form.set("audience", audience);
    if (/^[a-z][a-z0-9+.-]*:/i.test(audience)) {
      form.set("resource", audience);
    }
  }
  const secret = await readSecret(client.clientSecret, budgetMs);
  const basic = Buffer.from(`${formEncode(clientId)}:${formEncode(secret)}`).toString("base64");
  const reply = await namingHost(tokenUrl, () =>
    sendRequest(
      {
        method: "POST",
        url: tokenUrl,
        headers: {
          authorization: `Basic ${basic}`,
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
          "user-agent": userAgent,
        },
        body: form.toString(),
      },
      transport,
      Math.max(1, endsAtMs - performance.now()),
    ),
  );
  return readTokenReply(reply, tokenUrl, [basic, formEncode(secret), secret]);
}

function readTokenReply(reply: Reply, { origin }: URL, sent: readonly string[]): KeptToken {
  const answer = parseObject(reply.body);
  if (reply.status !== 200) {
    throw new Failure(`the identity provider ${origin} answered ${describeRefusal(reply.status, answer, sent)}`, {
      isPassing: isPassingStatus(reply.status),
      retryAfterMs: readRetryAfterMs(reply.retryAfter, Date.now()),
    });
  }
  const { access_token: token, token_type: type = "Bearer", expires_in: expiresIn } = answer ?? {};
  if (typeof token !== "string") {
    throw new Failure(`the identity provider ${origin} answered without a token`, { isPassing: true });
  }
  if (typeof type !== "string" || type.toLowerCase() !== "bearer") {
    throw new Failure(`the identity provider ${origin} gave a token that is not a bearer token`);
  }
  // Without a word on its life it is good for this once.
  const lifeMs = typeof expiresIn === "number" || typeof expiresIn === "string" ? Number(expiresIn) * 1000 : 0;
  return {
    token: cleanToken(token, `the token of the identity provider ${origin}`),
    goodUntilMs: Date.now() + (lifeMs > 0 ? lifeMs : 0) - lastMinuteMs,
  };
}

/** RFC 6749 section 2.3.1: form-encoded before they are joined, since both may hold a colon. */
function formEncode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

async function readSecret(secret: ClientCredentials["clientSecret"], budgetMs: number): Promise<string> {
  if (typeof secret === "string") {
    return secret;
  }
  const text = (await readSmallFile(secret.file, "the client secret file", budgetMs)).replace(/\r?\n$/, "");
  if (text === "") {
    throw new Failure(`the client secret file ${secret.file} is empty`);
  }
  return text;
}

/** Of two hosts, which one it was. */
async function namingHost<Result>({ origin }: URL, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure
      ? new Failure(`no token from the identity provider ${origin}: ${error.message}`, error)
      : error;
  }
}
