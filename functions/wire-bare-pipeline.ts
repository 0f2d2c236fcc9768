import { createAuditLog } from "../shared/adapters/audit-log.ts";
import { readBareConfig } from "../shared/config/read-bare-config.ts";
import type { PipelineOptions } from "../shared/http/pipeline.ts";

/**
 * What surrounds a route that needs nothing else: no policy map, no STS, so that it answers whatever has become of those.
 * @throws ConfigError
 */
export function wireBarePipeline(): PipelineOptions {
  const { serviceName, basePath } = readBareConfig();
  return {
    writeAudit: createAuditLog(serviceName),
    address: basePath === undefined ? {} : { basePath },
  };
}
