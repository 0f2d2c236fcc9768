import { createAssumeRole } from "../shared/adapters/assume-role.ts";
import { createAuditLog } from "../shared/adapters/audit-log.ts";
import { createIssuerKeys } from "../shared/adapters/issuer-keys.ts";
import { createPolicyMapSource } from "../shared/adapters/policy-map-source.ts";
import { readConfig } from "../shared/config/read-config.ts";
import type { Service } from "../shared/http/service.ts";
import { createSessionVendor } from "../shared/vend/vend-session.ts";
import { createCurrentPolicyMap } from "./current-policy-map.ts";

let wired: Service | undefined;

/**
 * The service of this process, wired from its environment once; the policy map and the issuers' keys start loading at
 * once, since Lambda gives initialisation a whole core and the first request only its share.
 * @throws ConfigError; Error where `POLICY_MAP` names no source that is known
 */
export function wireService(): Service {
  wired ??= wire();
  return wired;
}

function wire(): Service {
  const config = readConfig();
  const now = Date.now;
  const issuerKeys = createIssuerKeys({ now });
  const currentPolicyMap = createCurrentPolicyMap(createPolicyMapSource(config.policyMap), now);
  void currentPolicyMap().then(
    ({ policyMap }) => issuerKeys.warm(policyMap.issuers.values()),
    () => undefined, // the first request tells what is wrong
  );
  return {
    currentPolicyMap,
    findKey: issuerKeys.findKey,
    vendSession: createSessionVendor({ assumeRole: createAssumeRole({ region: config.region }), now }),
    now,
    writeAudit: createAuditLog("credential-vending-api"),
    basePath: config.basePath,
  };
}
