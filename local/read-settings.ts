/** What the environment says about the local stack. */
export interface LocalSettings {
  /** 0 takes a free one. */
  readonly port: number;
  readonly identityProviderPort: number;
  readonly stsPort: number;
  /** `file:PATH`; undefined: the demo's. */
  readonly policyMap: string | undefined;
  /** `file:PATH`; undefined: the demo's. */
  readonly localAws: string | undefined;
  /** An STS that runs already; undefined: the emulator is started. */
  readonly stsEndpoint: string | undefined;
  /** A DynamoDB table that is there already; undefined: one is made up here. */
  readonly replayTable: string | undefined;
  /** Undefined: one of the partition that the map's roles are in. */
  readonly region: string | undefined;
}

/** A variable of the environment that cannot be used. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the variables of the local stack.
 * @throws SettingsError that names the variable
 */
export function readSettings(env: NodeJS.ProcessEnv): LocalSettings {
  return {
    port: readPort(env, "PORT", 8080),
    identityProviderPort: readPort(env, "IDP_PORT", 8081),
    stsPort: readPort(env, "STS_PORT", 8082),
    policyMap: env["POLICY_MAP"] || undefined,
    localAws: env["LOCAL_AWS"] || undefined,
    stsEndpoint: env["AWS_ENDPOINT_URL_STS"] || undefined,
    replayTable: env["REPLAY_TABLE"] || undefined,
    region: env["AWS_REGION"] || undefined,
  };
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (!text) {
    return fallback;
  }
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new SettingsError(`${name}: ${text} is no port; use a number from 0 (a free one) to 65535`);
  }
  return port;
}
