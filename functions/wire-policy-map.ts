import { createLivePolicyMap, type LivePolicyMap } from "../shared/adapters/live-policy-map.ts";
import { createPolicyMapLog } from "../shared/adapters/policy-map-log.ts";
import { createPolicyMapSource } from "../shared/adapters/policy-map-source.ts";
import type { TellNews } from "../shared/adapters/telemetry.ts";
import type { Config } from "../shared/config/read-config.ts";
import { createActivation } from "./activate-tested-map.ts";

type ActivatedMap = Awaited<ReturnType<ReturnType<typeof createActivation>>>;

/** The policy map that the environment names, kept fresh. */
export function wirePolicyMap(
  config: Config,
  options: {
    readonly tellNews: TellNews;
    /** Told each map that is going to be live. */
    readonly onActivated: (policyMap: ActivatedMap) => void;
  },
): LivePolicyMap {
  const { policyMapRefreshSeconds: refreshSeconds, policyMapMaxAgeSeconds: maxAgeSeconds, region } = config;
  const source = createPolicyMapSource(config.policyMap, { region, refreshSeconds });
  const activateMap = createActivation(source, {
    remembersUses: config.replayTable !== undefined,
    makesNonces: config.nonceKey !== undefined,
    region,
  });
  return createLivePolicyMap({
    source,
    activate: async (text, name) => {
      const policyMap = await activateMap(text, name);
      options.onActivated(policyMap);
      return policyMap;
    },
    now: Date.now,
    random: Math.random,
    onEvent: createPolicyMapLog(options.tellNews),
    limits: {
      refreshAfterMs: refreshSeconds * 1_000,
      maxAgeMs: maxAgeSeconds === undefined ? undefined : maxAgeSeconds * 1_000,
    },
  });
}
