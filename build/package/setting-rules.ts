/** What is set, by variable. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** A rule of the switches of `serverless.yml`, which CloudFormation would find broken halfway through a deployment, or nobody at all. */
export interface SettingRule {
  readonly variable: string;
  readonly isBroken: (settings: Settings) => boolean;
  /** What to do about it, and why; begins after the variable's name. */
  readonly says: string;
}

const provisioned = ["PROVISIONED_CONCURRENCY", "PROVISIONED_STS_CONCURRENCY", "PROVISIONED_PRIVATE_CONCURRENCY"];

/** All of them: what a switch needs besides itself, then what a value must be. */
export const settingRules: readonly SettingRule[] = [
  needs("DOMAIN_NAME", ["CERTIFICATE_ARN"], "API Gateway takes no domain without a certificate of ACM"),
  needs("CERTIFICATE_ARN", ["DOMAIN_NAME"], "a certificate is for a domain, and without one there is none"),
  needs(
    "TRUSTSTORE_URI",
    ["DOMAIN_NAME"],
    "only a domain asks for client certificates: without one, everybody is let in",
  ),
  needs("TRUSTSTORE_VERSION", ["TRUSTSTORE_URI"], "it is a version of that object"),
  needs("REGIONAL_DOMAIN_NAME", ["DOMAIN_NAME"], "it is a second name beside that of all regions"),
  needs("HOSTED_ZONE_ID", ["DOMAIN_NAME"], "there is no name to make a record for"),
  needs(
    "HOSTED_ZONE_ID",
    ["REGIONAL_DOMAIN_NAME"],
    "by it the health check knows this region, which else stays in the record when it is down",
  ),
  needs("PRIVATE_DOMAIN_NAME", ["PRIVATE_CERTIFICATE_ARN"], "API Gateway takes no domain without a certificate of ACM"),
  needs(
    "PRIVATE_DOMAIN_NAME",
    ["VPC_ENDPOINT_IDS"],
    "it is a name for the private API, and without an endpoint there is none",
  ),
  needs(
    "PRIVATE_CERTIFICATE_ARN",
    ["PRIVATE_DOMAIN_NAME"],
    "a certificate is for a domain, and without one there is none",
  ),
  needs("PRIVATE_ONLY", ["VPC_ENDPOINT_IDS"], "without a private API, the service could be reached in no way"),
  {
    variable: "PRIVATE_ONLY",
    isBroken: ({ PRIVATE_ONLY: only, DOMAIN_NAME: domain }) => isSet(only) && isSet(domain),
    says: "is set, and so is DOMAIN_NAME: by that name everybody would reach the service; use PRIVATE_DOMAIN_NAME",
  },
  {
    variable: "VPC_ENDPOINT_IDS",
    isBroken: ({ VPC_ENDPOINT_IDS: ids = "" }) => ids !== "" && !/^vpce-[0-9a-f]+(?:,vpce-[0-9a-f]+)*$/.test(ids),
    says: "is no list of VPC endpoints: use their ids, vpce- and hexadecimal digits, separated by commas without spaces",
  },
  needs("SHARED_SESSIONS_TABLE", ["SHARED_SESSIONS_KEY"], "shared sessions are kept sealed, under a key of their own"),
  needs("SHARED_SESSIONS_KEY", ["SHARED_SESSIONS_TABLE"], "there is no table whose sessions it would seal"),
  needs("KEY_SETS_ONLY", ["KEY_SETS"], "it names issuers whose keys are stored, and that says where"),
  needs("PROBE_GRANT", ["PROBE_TOKEN", "PROBE_TOKEN_URL"], "the probes must get a token from somewhere"),
  needs("PROBE_TOKEN", ["PROBE_GRANT"], "without a grant to ask for there are no probes"),
  needs("PROBE_TOKEN", ["PROBE_AUDIENCE"], "AWS makes tokens for an audience that is named"),
  needs("PROBE_TOKEN_URL", ["PROBE_GRANT"], "without a grant to ask for there are no probes"),
  needs("PROBE_TOKEN_URL", ["PROBE_CLIENT_ID"], "the identity provider must be told who asks"),
  needs("PROBE_TOKEN_URL", ["PROBE_CLIENT_SECRET"], "the identity provider must be shown that it is who asks"),
  {
    variable: "PROBE_GRANT",
    isBroken: ({ PROBE_GRANT: grant, PROBE_URL: url, PRIVATE_ONLY: closed, DOMAIN_NAME: domain }) =>
      isSet(grant) && isSet(closed) && !isSet(domain) && !isSet(url),
    says: "is set, and PROBE_URL is not: with PRIVATE_ONLY and no domain, the probes would ask an endpoint that is closed",
  },
  {
    variable: "PROBE_TOKEN",
    isBroken: ({ PROBE_TOKEN: source, PROBE_TOKEN_URL: url }) => isSet(source) && isSet(url),
    says: "is set, and so is PROBE_TOKEN_URL: a token comes from one of the two",
  },
  {
    variable: "PROBE_TOKEN",
    isBroken: ({ PROBE_TOKEN: source }) => isSet(source) && source !== "aws",
    says: "is no source of tokens: use aws, or PROBE_TOKEN_URL in its place",
  },
  {
    variable: "DOCTOR_ROLE_ARN",
    isBroken: ({ DOCTOR_ROLE_ARN: arn }) =>
      isSet(arn) && !/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn ?? ""),
    says: "is no ARN of a role: name the one that vend doctor is run as; an account or * would let in too many",
  },
  ...["PRIVATE_ONLY", "API_GATEWAY_LOG_ROLE", "ALARMS", "DASHBOARD", "TRACING"].map(onOrNothing),
  ...provisioned.map(withinReserved),
  number("RESERVED_CONCURRENCY", /^\d*$/, "a whole number, or nothing for no bound"),
  ...[
    ...provisioned,
    "API_RATE_LIMIT",
    "API_BURST_LIMIT",
    "LOG_RETENTION_DAYS",
    "ACCESS_LOG_RETENTION_DAYS",
    "POLICY_MAP_AGE_ALARM_SECONDS",
  ].map((variable) => number(variable, /^\d+$/, "a whole number, or leave it out")),
];

function needs(variable: string, oneOf: readonly string[], because: string): SettingRule {
  return {
    variable,
    isBroken: (settings) => isSet(settings[variable]) && !oneOf.some((other) => isSet(settings[other])),
    says: `is set, and ${oneOf.join(" or ")} is not: ${because}`,
  };
}

function onOrNothing(variable: string): SettingRule {
  return {
    variable,
    isBroken: ({ [variable]: value }) => isSet(value) && value !== "on",
    says: "is a switch, and what it is set to leaves it off: use on, or leave it out",
  };
}

/** Each of the functions has the reserved number for itself. */
function withinReserved(variable: string): SettingRule {
  return {
    variable,
    isBroken: ({ [variable]: kept, RESERVED_CONCURRENCY: reserved }) =>
      isSet(reserved) && Number(kept) > Number(reserved),
    says: "is more than RESERVED_CONCURRENCY: Lambda keeps no more instances started than a function may have",
  };
}

/** An empty one is no number either: it is not what stands in its place where it is left out. */
function number(variable: string, form: RegExp, what: string): SettingRule {
  return {
    variable,
    isBroken: ({ [variable]: value }) => value !== undefined && !form.test(value),
    says: `is no number: use ${what}`,
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
