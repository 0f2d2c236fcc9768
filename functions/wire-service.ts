import { createAssumeRole } from "../shared/adapters/assume-role.ts";
import { createAuditLog } from "../shared/adapters/audit-log.ts";
import { createStoredTexts } from "../shared/adapters/external-id-stores.ts";
import { createExternalIds } from "../shared/adapters/external-ids.ts";
import { createIssuerKeys, type IssuerKeys } from "../shared/adapters/issuer-keys.ts";
import { createIssuerKeysLog } from "../shared/adapters/issuer-keys-log.ts";
import type { LivePolicyMap } from "../shared/adapters/live-policy-map.ts";
import { createNonceKey } from "../shared/adapters/nonce-key.ts";
import { createProofNonces } from "../shared/adapters/proof-nonces.ts";
import { readProofKey } from "../shared/adapters/read-proof-key.ts";
import { createMemoryReplayStore } from "../shared/adapters/replay-memory.ts";
import { createReplayStore } from "../shared/adapters/replay-store.ts";
import { settledWithin } from "../shared/adapters/settled-within.ts";
import { createStsClients } from "../shared/adapters/sts-client.ts";
import { createStsLog } from "../shared/adapters/sts-log.ts";
import { createTelemetry } from "../shared/adapters/telemetry.ts";
import { createTracing } from "../shared/adapters/tracing.ts";
import { warmSts } from "../shared/adapters/warm-sts.ts";
import { createVerdictMemory } from "../shared/authenticate/verdict-memory.ts";
import { readConfig } from "../shared/config/read-config.ts";
import type { ReadyPorts } from "../shared/http/answer-health.ts";
import type { Service } from "../shared/http/service.ts";
import { createRequestLimits } from "../shared/limits/request-limits.ts";
import { createSessionVendor } from "../shared/vend/vend-session.ts";
import { wireKeySets } from "./wire-key-sets.ts";
import { wirePolicyMap } from "./wire-policy-map.ts";
import { wireSharedSessions } from "./wire-shared-sessions.ts";

/** What the Lambdas of this process share. */
interface WiredService extends Service, ReadyPorts {
  /** Resolves once the map is read and the issuers' keys are fetched, or cannot be had in time. Never rejects. */
  readonly warm: Promise<unknown>;
  /** Makes the first call of STS, and of the sessions that are shared, as fast as the second. Resolves when that is done, failed or out of time; never rejects. */
  readonly warmSts: () => Promise<void>;
}

let wired: WiredService | undefined;

/** What a start may wait for keys that do not come: the callers of other issuers wait with it. */
const keysWaitMs = 300;

/** What a start may wait for an STS that does not answer: most requests are not the worse for it. */
const stsWaitMs = 300;

/** What it may wait for the clients of the shared sessions to be loaded, which a request could not do within its time. */
const sharedWaitMs = 500;

/**
 * The service of this process, wired from its environment once; the policy map and the issuers' keys start loading at
 * once, since Lambda gives initialisation a whole core and the first request only its share.
 * @throws ConfigError
 */
export function wireService(): WiredService {
  wired ??= wire();
  return wired;
}

function wire(): WiredService {
  const config = readConfig();
  const now = Date.now;
  const tellNews = createTelemetry(config.serviceName);
  const tracing = config.isTraced ? createTracing(config.serviceName, tellNews) : undefined;
  const issuerKeys = createIssuerKeys({
    now,
    stored: wireKeySets(config),
    storedOnly: config.keySetsOnly,
    onFailure: createIssuerKeysLog(tellNews),
  });
  const sharedSessions = wireSharedSessions(config, tellNews);
  const livePolicyMap = wirePolicyMap(config, {
    tellNews,
    onActivated: ({ issuers }) => void issuerKeys.warm(issuers.values()),
  });
  const read = createStoredTexts(config.region);
  const replayStore = createReplayStore({ table: config.replayTable, region: config.region, now });
  const clientFor = createStsClients();
  return {
    currentPolicyMap: livePolicyMap.current,
    describePolicyMap: livePolicyMap.describe,
    findKey: issuerKeys.findKey,
    verdicts: createVerdictMemory(now),
    proofs: {
      readProofKey,
      // Without a table, each instance remembers by itself.
      replays: config.replayTable === undefined ? createMemoryReplayStore({ now }) : replayStore,
      nonces: config.nonceKey && createProofNonces({ readKey: createNonceKey(config.nonceKey, { read, now }), now }),
      now,
    },
    vendSession: createSessionVendor({
      assumeRole: createAssumeRole({
        region: config.region,
        fallbackRegions: config.stsFallbackRegions,
        clientFor,
        onThrottled: createStsLog(tellNews),
      }),
      resolveExternalId: createExternalIds({ read, now }),
      now,
      sharedSessions,
    }),
    replayStore,
    limits: createRequestLimits(config.allowances, now),
    now,
    writeAudit: createAuditLog(config.serviceName),
    traceRequest: tracing?.traceRequest,
    address: {
      publicUrls: config.publicUrls,
      ...(config.basePath !== undefined && { basePath: config.basePath }),
    },
    warm: Promise.all([warmUp(livePolicyMap, issuerKeys), tracing?.loaded]),
    warmSts: async () => {
      const sts = settledWithin(warmSts(clientFor(config.region, undefined)), stsWaitMs);
      if (sharedSessions !== undefined) await settledWithin(sharedSessions.warm(), sharedWaitMs);
      await sts;
    },
  };
}

/** What goes wrong here, the first request tells. */
async function warmUp(livePolicyMap: LivePolicyMap, issuerKeys: IssuerKeys): Promise<void> {
  try {
    const { policyMap } = await livePolicyMap.current();
    await settledWithin(issuerKeys.warm(policyMap.issuers.values()), keysWaitMs);
  } catch {
    // No map: the first request looks for one again.
  }
}
