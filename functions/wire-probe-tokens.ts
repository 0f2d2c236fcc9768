import { createStoredTexts } from "../shared/adapters/external-id-stores.ts";
import { createStsClients } from "../shared/adapters/sts-client.ts";
import { createWebIdentityTokens } from "../shared/adapters/web-identity-token.ts";
import { withinTime } from "../shared/adapters/within-time.ts";
import type { ProbeConfig } from "../shared/config/read-probe-config.ts";
import { otherAudience } from "../shared/probe/other-audience.ts";
import { readClientToken } from "../shared/probe/read-client-token.ts";

/** Genuine tokens for probes. Each function throws Error that says why there is none. */
export interface ProbeTokens {
  readonly read: () => Promise<string>;
  /** Of the same issuer and subject, for somebody else; undefined: the source makes none. */
  readonly readForOther: (() => Promise<string>) | undefined;
}

/** What a token may take, with all that is asked for it. */
const tokenBudgetMs = 4_000;

const stsLimits = { connectionTimeoutMs: 1_000, attemptTimeoutMs: 1_500, totalTimeoutMs: tokenBudgetMs, attempts: 2 };

/** Tokens as the environment says: of AWS for this function's role, or of an identity provider for a client. */
export function wireProbeTokens({ token, region }: ProbeConfig): ProbeTokens {
  if (token.kind === "aws") {
    const make = createWebIdentityTokens(createStsClients(stsLimits)(region, undefined));
    return {
      read: () => withinTime(() => make(token.audience), tokenBudgetMs),
      readForOther: () => withinTime(() => make(otherAudience), tokenBudgetMs),
    };
  }
  const { clientSecret: reference, ...client } = token;
  const readText = createStoredTexts(region);
  return {
    // The secret is read each time: it may have been changed since.
    read: () =>
      withinTime(async () => {
        const clientSecret = await readText(reference);
        return await readClientToken({ ...client, clientSecret }, tokenBudgetMs);
      }, tokenBudgetMs),
    readForOther: undefined,
  };
}
