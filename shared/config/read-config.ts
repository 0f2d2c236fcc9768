/** What the environment says, read once. */
export interface Config {
  /** Where the policy map is: `file:PATH`. */
  readonly policyMap: string;
  /** The region of the STS endpoint where an account names none. */
  readonly region: string;
  /** The path that a custom domain maps to this API, such as `/vend`; undefined: none. */
  readonly basePath: string | undefined;
}

/** The environment does not say what the service needs to know. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the configuration.
 * @throws ConfigError that names the variable and what it should hold
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const basePath = env["BASE_PATH"] || undefined;
  if (basePath !== undefined && !/^(?:\/[A-Za-z0-9._~-]+)+$/.test(basePath)) {
    throw new ConfigError("BASE_PATH: must begin with a slash and not end with one, such as /vend");
  }
  return Object.freeze({
    policyMap: required(env, "POLICY_MAP", "where the policy map is, such as file:policy-map.yaml"),
    region: required(env, "AWS_REGION", "the region whose STS endpoint is asked, such as eu-central-1"),
    basePath,
  });
}

function required(env: Readonly<Record<string, string | undefined>>, name: string, what: string): string {
  const value = env[name];
  if (!value) {
    throw new ConfigError(`${name}: is not set; it says ${what}`);
  }
  return value;
}
