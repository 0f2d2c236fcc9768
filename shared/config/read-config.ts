/** What the environment says, read once. */
export interface Config {
  /** Where the policy map is: `file:PATH`. */
  readonly policyMap: string;
  /** The region of the STS endpoint where an account names none. */
  readonly region: string;
  /** The path that a custom domain maps to this API, such as `/vend`; undefined: none. */
  readonly basePath: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not say what the service needs to know. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** The levels of Lambda's own log filter that let the audit record through, which is written as INFO. */
const auditedLevels = ["TRACE", "DEBUG", "INFO"];

/**
 * Reads the configuration.
 * @throws ConfigError that names the variable and what it should hold
 */
export function readConfig(env: Environment = process.env): Config {
  checkLogLevel(env);
  return Object.freeze({
    policyMap: required(env, "POLICY_MAP", "where the policy map is, such as file:policy-map.yaml"),
    region: required(env, "AWS_REGION", "the region whose STS endpoint is asked, such as eu-central-1"),
    basePath: readBasePath(env),
  });
}

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (!value) {
    throw new ConfigError(`${name}: is not set; it says ${what}`);
  }
  return value;
}

function readBasePath(env: Environment): string | undefined {
  const basePath = env["BASE_PATH"] || undefined;
  if (basePath !== undefined && !/^(?:\/[A-Za-z0-9._~-]+)+$/.test(basePath)) {
    throw new ConfigError("BASE_PATH: must begin with a slash and not end with one, such as /vend");
  }
  return basePath;
}

/**
 * Lambda drops what is below the function's application log level, and the audit trail with it: a service that vends
 * without a trace must not start.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
function checkLogLevel(env: Environment): void {
  const level = env["AWS_LAMBDA_LOG_LEVEL"] || "INFO";
  if (!auditedLevels.includes(level.toUpperCase())) {
    throw new ConfigError(
      `AWS_LAMBDA_LOG_LEVEL: ${level} hides the audit records; set the function's to INFO or below`,
    );
  }
}
