import { type Config, checkLogLevel, readBasePath } from "./read-config.ts";
import { readServiceName } from "./read-service-name.ts";
import type { Environment } from "./read-variable.ts";

/**
 * What a function has to know that needs neither policy map nor STS: what it is called and how it is addressed. What else the
 * environment says, right or wrong, does not keep it from answering.
 * @throws ConfigError that names the variable and what it should hold
 */
export function readBareConfig(env: Environment = process.env): Pick<Config, "serviceName" | "basePath"> {
  checkLogLevel(env);
  return Object.freeze({ serviceName: readServiceName(env), basePath: readBasePath(env) });
}
