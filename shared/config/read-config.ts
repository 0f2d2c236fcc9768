import type { Allowance, Allowances } from "../model/allowance.ts";
import type { ExternalIdReference } from "../model/policy-document.ts";
import type { KeySetsLocation, PolicyMapLocation } from "../model/policy-map-location.ts";
import { ConfigError } from "./config-error.ts";
import { parseKeySetsLocation } from "./parse-key-sets-location.ts";
import { parsePolicyMapLocation } from "./parse-policy-map-location.ts";
import { parsePublicUrls } from "./parse-public-urls.ts";
import { parseSecretLocation } from "./parse-secret-location.ts";
import { readRegion } from "./read-region.ts";
import { readServiceName } from "./read-service-name.ts";
import { type Environment, readOptional, readRequired } from "./read-variable.ts";
import { regionPattern } from "./region-pattern.ts";
import { tableNamePattern } from "./table-name-pattern.ts";

/** What the environment says, read once. */
export interface Config {
  /** What audit records, log and metrics call this deployment, so that those of two in one account are told apart. */
  readonly serviceName: string;
  readonly policyMap: PolicyMapLocation;
  /** A change of the map takes effect within this time: 1 to 3600. */
  readonly policyMapRefreshSeconds: number;
  /** From this age on a map whose source cannot be asked decides nothing more; undefined: it does, however old. */
  readonly policyMapMaxAgeSeconds: number | undefined;
  /** Where a scheduled function keeps the key sets of all issuers; undefined: there is none, and issuers are asked themselves. */
  readonly keySets: KeySetsLocation | undefined;
  /** Names of the issuers that only that function can reach. */
  readonly keySetsOnly: readonly string[];
  /** The region of the STS endpoint where an account names none. */
  readonly region: string;
  /** The DynamoDB table that remembers what was used; undefined: none, and no map with one-time grants can live. */
  readonly replayTable: string | undefined;
  /** For each partition, one whose STS is asked where another region's is down or slow; empty: none. */
  readonly stsFallbackRegions: readonly string[];
  /** The path that a custom domain maps to this API, such as `/vend`; undefined: none. */
  readonly basePath: string | undefined;
  /** What callers write in front of the paths, such as `https://api.corp.example/vend`; empty: what the gateway says. */
  readonly publicUrls: readonly string[];
  /** Where the key of nonces for DPoP proofs is kept; undefined: no map that demands nonces can live. */
  readonly nonceKey: ExternalIdReference | undefined;
  /** The sessions that all instances share; undefined: each keeps its own. */
  readonly sharedSessions: SharedSessionsConfig | undefined;
  readonly allowances: Allowances;
  /** Whether requests are shown to X-Ray, where Lambda samples them. */
  readonly isTraced: boolean;
}

interface SharedSessionsConfig {
  /** The DynamoDB table that holds them. */
  readonly table: string;
  /** The KMS key that they are sealed under. */
  readonly keyArn: string;
  /** What each thing asked of the two may cost a request: 10 to 500. */
  readonly timeoutMs: number;
}

const defaultRefreshSeconds = 30;

/** In one region DynamoDB and KMS answer in a tenth of it. */
const defaultSharedTimeoutMs = 50;

/** How many refreshes a map must be able to miss before it counts as too old. */
const leastRefreshes = 2;

/**
 * The worst SDK asks twelve times where it is refused once: five such jobs of one subject, or behind one address, see why before they
 * are told to wait. A session costs a call to STS, of which an account has some hundred a second.
 */
const defaultAllowances: Allowances = {
  addressFailures: { burst: 60, perMinute: 60 },
  subjectFailures: { burst: 60, perMinute: 30 },
  subjectSessions: { burst: 300, perMinute: 60 },
};

/** The levels of Lambda's own log filter that let the audit record through, which is written as INFO. */
const auditedLevels = ["TRACE", "DEBUG", "INFO"];

/**
 * Reads the configuration.
 * @throws ConfigError that names the variable and what it should hold
 */
export function readConfig(env: Environment = process.env): Config {
  checkLogLevel(env);
  const policyMapRefreshSeconds = readNumber(env, "POLICY_MAP_REFRESH_SECONDS", 1, 3_600) ?? defaultRefreshSeconds;
  return Object.freeze({
    serviceName: readServiceName(env),
    policyMap: readRequired(
      env,
      "POLICY_MAP",
      "where the policy map is, such as file:policy-map.yaml",
      parsePolicyMapLocation,
    ),
    policyMapRefreshSeconds,
    // Under the time between two looks at the source, every map would be too old.
    policyMapMaxAgeSeconds: readNumber(
      env,
      "POLICY_MAP_MAX_AGE_SECONDS",
      leastRefreshes * policyMapRefreshSeconds,
      30 * 86_400,
    ),
    ...readKeySets(env),
    region: readRegion(env),
    replayTable: readReplayTable(env),
    stsFallbackRegions: readFallbackRegions(env),
    basePath: readBasePath(env),
    publicUrls: readOptional(env, "PUBLIC_URL", parsePublicUrls) ?? [],
    nonceKey: readOptional(env, "DPOP_NONCE_KEY", parseSecretLocation),
    sharedSessions: readSharedSessions(env),
    isTraced: readOptional(env, "TRACING", parseSwitch) ?? false,
    allowances: Object.freeze({
      addressFailures: readAllowance(env, "ADDRESS_FAILURE_LIMIT") ?? defaultAllowances.addressFailures,
      subjectFailures: readAllowance(env, "SUBJECT_FAILURE_LIMIT") ?? defaultAllowances.subjectFailures,
      subjectSessions: readAllowance(env, "SUBJECT_SESSION_LIMIT") ?? defaultAllowances.subjectSessions,
    }),
  });
}

function readNumber(env: Environment, name: string, least: number, most: number, unit = "seconds"): number | undefined {
  const text = env[name];
  if (!text) {
    return undefined;
  }
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < least || number > most) {
    throw new ConfigError(`${name}: ${text} is none; use a whole number of ${unit} from ${least} to ${most}`);
  }
  return number;
}

function parseSwitch(text: string): true {
  if (text !== "on") throw new Error(`${JSON.stringify(text)} is no switch; use on, or leave it out`);
  return true;
}

function readAllowance(env: Environment, name: string): Allowance | undefined {
  const text = env[name];
  if (!text) {
    return undefined;
  }
  const [, burst = "", perMinute = ""] = /^([1-9]\d{0,5})\+([1-9]\d{0,5})\/min$/.exec(text) ?? [];
  if (burst === "") {
    throw new ConfigError(
      `${name}: ${text} is none; use BURST+RATE/min, such as 60+30/min: 60 at once, and then 30 a minute, each 1 to 999999`,
    );
  }
  return { burst: Number(burst), perMinute: Number(perMinute) };
}

function readReplayTable(env: Environment): string | undefined {
  const table = env["REPLAY_TABLE"] || undefined;
  if (table !== undefined && !tableNamePattern.test(table)) {
    throw new ConfigError("REPLAY_TABLE: is no name of a DynamoDB table; use 3 to 255 letters, digits, _, - and .");
  }
  return table;
}

/** Separated by commas. */
function readFallbackRegions(env: Environment): readonly string[] {
  const regions = (env["STS_FALLBACK_REGIONS"] || "").split(",").filter((region) => region !== "");
  const wrong = regions.find((region) => !regionPattern.test(region));
  if (wrong !== undefined) {
    const repair = "use regions separated by commas, without spaces, such as eu-west-1";
    throw new ConfigError(`STS_FALLBACK_REGIONS: ${JSON.stringify(wrong)} is no region; ${repair}`);
  }
  return Object.freeze(regions);
}

/** Names as a map gives them, separated by commas. */
function readKeySets(env: Environment): Pick<Config, "keySets" | "keySetsOnly"> {
  const keySets = readOptional(env, "KEY_SETS", parseKeySetsLocation);
  const keySetsOnly = (env["KEY_SETS_ONLY"] || "").split(",").filter((name) => name !== "");
  if (keySets === undefined && keySetsOnly.length > 0) {
    throw new ConfigError("KEY_SETS_ONLY: names issuers whose keys are stored, and KEY_SETS does not say where");
  }
  return { keySets, keySetsOnly: Object.freeze(keySetsOnly) };
}

/** Both or neither: no table that is readable by whoever may read it. */
function readSharedSessions(env: Environment): SharedSessionsConfig | undefined {
  const table = env["SHARED_SESSIONS_TABLE"] || undefined;
  const keyArn = env["SHARED_SESSIONS_KEY"] || undefined;
  if (table === undefined && keyArn === undefined) return undefined;
  if (table === undefined || !tableNamePattern.test(table)) {
    const what = table === undefined ? "is not set, though SHARED_SESSIONS_KEY is" : "is no name of a DynamoDB table";
    throw new ConfigError(`SHARED_SESSIONS_TABLE: ${what}; use 3 to 255 letters, digits, _, - and .`);
  }
  if (keyArn === undefined || !/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,64}$/.test(keyArn)) {
    throw new ConfigError(
      "SHARED_SESSIONS_KEY: is no ARN of a KMS key; use arn:aws:kms:REGION:ACCOUNT:key/ID, of a symmetric key",
    );
  }
  const timeoutMs = readNumber(env, "SHARED_SESSIONS_TIMEOUT_MS", 10, 500, "milliseconds") ?? defaultSharedTimeoutMs;
  return { table, keyArn, timeoutMs };
}

/** @throws ConfigError */
export function readBasePath(env: Environment): string | undefined {
  const basePath = env["BASE_PATH"] || undefined;
  if (basePath !== undefined && !/^(?:\/[A-Za-z0-9._~-]+)+$/.test(basePath)) {
    throw new ConfigError("BASE_PATH: must begin with a slash and not end with one, such as /vend");
  }
  return basePath;
}

/**
 * Lambda drops what is below the function's application log level, and the audit trail with it: a service that vends
 * without a trace must not start.
 * @throws ConfigError
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function checkLogLevel(env: Environment): void {
  const level = env["AWS_LAMBDA_LOG_LEVEL"] || "INFO";
  if (!auditedLevels.includes(level.toUpperCase())) {
    throw new ConfigError(
      `AWS_LAMBDA_LOG_LEVEL: ${level} hides the audit records; set the function's to INFO or below`,
    );
  }
}
