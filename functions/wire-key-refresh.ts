import { createKeySetsLog } from "../shared/adapters/key-sets-log.ts";
import { createKeySetsStore } from "../shared/adapters/key-sets-store.ts";
import { createKeySetsRefresh } from "../shared/adapters/refresh-key-sets.ts";
import { createTelemetry } from "../shared/adapters/telemetry.ts";
import { ConfigError } from "../shared/config/config-error.ts";
import { readConfig } from "../shared/config/read-config.ts";
import { wirePolicyMap } from "./wire-policy-map.ts";

/**
 * What fetches and stores the key sets of all issuers of the live map, each time it is called.
 * @throws ConfigError
 */
export function wireKeyRefresh(): { readonly refresh: () => Promise<void>; readonly loaded: Promise<unknown> } {
  const config = readConfig();
  if (config.keySets === undefined) {
    throw new ConfigError("KEY_SETS: is not set; it says where key sets are stored, such as s3://maps/key-sets.json");
  }
  const tellNews = createTelemetry(config.serviceName);
  const livePolicyMap = wirePolicyMap(config, { tellNews, onActivated: () => undefined });
  const store = createKeySetsStore(config.keySets, config.region);
  const refresh = createKeySetsRefresh({ store, now: Date.now });
  const record = createKeySetsLog(tellNews);
  return {
    refresh: async () => {
      const { policyMap } = await livePolicyMap.current();
      await record(await refresh(policyMap.issuers.values()));
    },
    loaded: livePolicyMap.current().catch(() => undefined), // no map: the run looks for one again, and says why there is none
  };
}
