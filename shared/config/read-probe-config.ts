import type { ExternalIdReference } from "../model/policy-document.ts";
import { ConfigError } from "./config-error.ts";
import { parsePublicUrls } from "./parse-public-urls.ts";
import { parseSecretLocation } from "./parse-secret-location.ts";
import { readRegion } from "./read-region.ts";
import { readServiceName } from "./read-service-name.ts";
import { type Environment, readOptional, readRequired } from "./read-variable.ts";

/** What the environment says to the functions that ask the service as a caller does. */
export interface ProbeConfig {
  /** What log and metrics call this deployment. */
  readonly serviceName: string;
  /** The service's, as callers write it, without a slash at its end. */
  readonly url: string;
  /** `GRANT` or `GRANT/ACCOUNT`. */
  readonly grant: string;
  /** Of what the grant gives; undefined: the answer itself says. */
  readonly roleArn: string | undefined;
  /** One that the probe's token must not be given; undefined: none is tried. */
  readonly deniedGrant: string | undefined;
  readonly region: string;
  readonly token: ProbeTokenConfig;
}

/** Where the probe's token comes from. */
type ProbeTokenConfig =
  /** AWS itself, for the role of the function. */
  | { readonly kind: "aws"; readonly audience: string }
  /** An identity provider, for a client's secret. */
  | {
      readonly kind: "client";
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: ExternalIdReference;
      readonly scope: string | undefined;
      readonly audience: string | undefined;
    };

const asItIs = (text: string) => text;

/**
 * Reads the configuration of the probes.
 * @throws ConfigError that names the variable and what it should hold
 */
export function readProbeConfig(env: Environment = process.env): ProbeConfig {
  return Object.freeze({
    serviceName: readServiceName(env),
    url: readRequired(env, "PROBE_URL", "the service's URL, such as https://vend.corp.example", parseUrl),
    grant: readRequired(env, "PROBE_GRANT", "which grant is asked for", parseGrant),
    roleArn: readOptional(env, "PROBE_ROLE", parseRole),
    deniedGrant: readOptional(env, "PROBE_DENIED_GRANT", parseGrant),
    region: readRegion(env),
    token: readToken(env),
  });
}

function readToken(env: Environment): ProbeTokenConfig {
  const source = readOptional(env, "PROBE_TOKEN", asItIs);
  const tokenUrl = readOptional(env, "PROBE_TOKEN_URL", parseUrl);
  if (source !== undefined && source !== "aws") {
    throw new ConfigError(`PROBE_TOKEN: ${JSON.stringify(source)} is no source; use aws, or set PROBE_TOKEN_URL`);
  }
  if ((source === undefined) === (tokenUrl === undefined)) {
    throw new ConfigError("PROBE_TOKEN: say aws there, or an identity provider's PROBE_TOKEN_URL, and one of the two");
  }
  if (tokenUrl === undefined) {
    const what = "the audience of the token that AWS makes, as the policy map has it";
    return { kind: "aws", audience: readRequired(env, "PROBE_AUDIENCE", what, asItIs) };
  }
  return {
    kind: "client",
    tokenUrl,
    clientId: readRequired(env, "PROBE_CLIENT_ID", "who asks the identity provider", asItIs),
    clientSecret: readRequired(env, "PROBE_CLIENT_SECRET", "where the client's secret is kept", parseSecretLocation),
    scope: readOptional(env, "PROBE_SCOPE", asItIs),
    audience: readOptional(env, "PROBE_TOKEN_AUDIENCE", asItIs),
  };
}

/** One, and https but on loopback: a token is sent there. */
function parseUrl(text: string): string {
  const [url, ...others] = parsePublicUrls(text);
  if (url === undefined || others.length > 0) throw new Error("names more than one URL");
  return url;
}

function parseGrant(text: string): string {
  if (!/^[^/]{1,128}(?:\/[^/]{1,128})?$/.test(text)) {
    throw new Error(`${JSON.stringify(text)} is no grant; use GRANT or GRANT/ACCOUNT`);
  }
  return text;
}

function parseRole(text: string): string {
  if (!/^arn:[a-z-]+:iam::\d{12}:role\/[\x21-\x7e]{1,575}$/.test(text)) {
    throw new Error(`${JSON.stringify(text)} is no ARN of a role`);
  }
  return text;
}
