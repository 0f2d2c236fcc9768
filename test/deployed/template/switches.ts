/** A switch, and all that it brings into being. */
interface Switch {
  readonly name: string;
  /** As it is set. */
  readonly env: Readonly<Record<string, string>>;
  /** Resources that are there with it and not without. */
  readonly brings: readonly string[];
}

const arn = (rest: string) => `arn:aws:${rest}`;
const domain = {
  DOMAIN_NAME: "vend.corp.example",
  CERTIFICATE_ARN: arn("acm:eu-central-1:999988887777:certificate/00000000-0000-0000-0000-000000000000"),
};
const privateApi = { VPC_ENDPOINT_IDS: "vpce-0123456789abcdef0,vpce-0123456789abcdef1" };

const domainResources = ["Domain", "DomainMapping"];
const regionalResources = ["RegionalDomain", "RegionalDomainMapping"];
const privateResources = [
  "PrivateApi",
  "PrivateApiProxy",
  "PrivateApiRootMethod",
  "PrivateApiMethod",
  "PrivateApiMayInvoke",
  "PrivateApiAccessLog",
  "PrivateApiDeployment",
  "PrivateApiStage",
];

const probeResources = (role: string, name: string) => [
  `Probe${role}Role`,
  ...["LambdaFunction", "LambdaEvConf", "LogGroup", "EventsRuleSchedule1", "LambdaPermissionEventsRuleSchedule1"].map(
    (kind) => name + kind,
  ),
];
const alarms = [
  "ApiFaultsAlarm",
  "ApiLatencyAlarm",
  "UnusualRefusalsAlarm",
  "DenialsAlarm",
  "TokenFloodAlarm",
  "TokenReplayedAlarm",
  "RevokedAlarm",
  "RoleRefusedAlarm",
  "InternalFaultsAlarm",
  "PolicyMapRefusedAlarm",
  "PolicyMapFetchFailedAlarm",
  "PolicyMapAgeAlarm",
  "IssuerKeysAlarm",
  "StsThrottledAlarm",
  "FunctionErrorsAlarm",
  "FunctionThrottlesAlarm",
  "FunctionDurationAlarm",
  "ConcurrencyAlarm",
];
const topics = ["PagingTopic", "TicketTopic"];
const auditMetrics = ["Answers", "Refusals", "Sessions"].flatMap((metric) =>
  // No session comes of a list of grants.
  ["Vended", "Sts", "Other", ...(metric === "Sessions" ? [] : ["Listed"])].map((group) => `${group}${metric}`),
);

/** All switches of `serverless.yml`, each alone or with what it needs. */
export const switches: readonly Switch[] = [
  { name: "DOMAIN_NAME", env: domain, brings: domainResources },
  { name: "BASE_PATH", env: { ...domain, BASE_PATH: "/vend" }, brings: domainResources },
  {
    name: "TRUSTSTORE_URI",
    env: { ...domain, TRUSTSTORE_URI: "s3://trust/clients.pem", TRUSTSTORE_VERSION: "3sL4kqtJlcpXroDTDmJ" },
    brings: domainResources,
  },
  {
    name: "REGIONAL_DOMAIN_NAME",
    env: { ...domain, REGIONAL_DOMAIN_NAME: "eu.vend.corp.example" },
    brings: [...domainResources, ...regionalResources],
  },
  {
    name: "HOSTED_ZONE_ID",
    env: { ...domain, HOSTED_ZONE_ID: "Z0123456789ABCDEFGHIJ", REGIONAL_DOMAIN_NAME: "eu.vend.corp.example" },
    brings: [...domainResources, ...regionalResources, "DomainRecord", "RegionalDomainRecord", "ReadinessCheck"],
  },
  { name: "POLICY_MAP", env: { POLICY_MAP: "s3://maps/live.json" }, brings: [] },
  { name: "PRIVATE_ONLY", env: { PRIVATE_ONLY: "on" }, brings: [] },
  { name: "VPC_ENDPOINT_IDS", env: privateApi, brings: privateResources },
  {
    name: "PRIVATE_DOMAIN_NAME",
    env: {
      ...privateApi,
      PRIVATE_DOMAIN_NAME: "vend.internal.corp.example",
      PRIVATE_CERTIFICATE_ARN: arn("acm:eu-central-1:999988887777:certificate/11111111-1111-1111-1111-111111111111"),
    },
    brings: [...privateResources, "PrivateDomain", "PrivateDomainMapping", "PrivateDomainAssociation"],
  },
  {
    name: "API_GATEWAY_LOG_ROLE",
    env: { ...privateApi, API_GATEWAY_LOG_ROLE: "on" },
    brings: [...privateResources, "ApiGatewayRole", "ApiGatewayAccount"],
  },
  { name: "DATA_KEY=make", env: { DATA_KEY: "make" }, brings: ["DataKey", "DataKeyAlias", "DataKeyRights"] },
  {
    name: "DATA_KEY",
    env: { DATA_KEY: arn("kms:eu-central-1:999988887777:key/22222222-2222-2222-2222-222222222222") },
    brings: ["DataKeyRights"],
  },
  {
    name: "PROBE_GRANT",
    env: { PROBE_GRANT: "archive-read", PROBE_URL: "https://vend.corp.example" },
    brings: [...probeResources("Vending", "ProbeDashvending"), ...probeResources("Refusals", "ProbeDashrefusals")],
  },
  { name: "DOCTOR_ROLE_ARN", env: { DOCTOR_ROLE_ARN: arn("iam::999988887777:role/map-pipeline") }, brings: [] },
  { name: "RESERVED_CONCURRENCY", env: { RESERVED_CONCURRENCY: "50" }, brings: [] },
  {
    name: "REPLAY_TABLE",
    env: { REPLAY_TABLE: "vend-replay" },
    brings: ["ReplayTable", "ReplayTableRights", "ProofReplayRights"],
  },
  {
    name: "SHARED_SESSIONS_TABLE",
    env: {
      SHARED_SESSIONS_TABLE: "vend-sessions",
      SHARED_SESSIONS_KEY: arn("kms:eu-central-1:999988887777:key/33333333-3333-3333-3333-333333333333"),
    },
    brings: ["SharedSessionsTable"],
  },
  {
    name: "KEY_SETS",
    env: { KEY_SETS: "s3://maps/key-sets.json" },
    brings: [
      "KeyRefreshRole",
      "RefreshDashkeyDashsetsLambdaFunction",
      "RefreshDashkeyDashsetsLambdaEvConf",
      "RefreshDashkeyDashsetsLogGroup",
      "RefreshDashkeyDashsetsEventsRuleSchedule1",
      "RefreshDashkeyDashsetsLambdaPermissionEventsRuleSchedule1",
    ],
  },
  { name: "DASHBOARD", env: { DASHBOARD: "on" }, brings: ["Dashboard", ...auditMetrics] },
  { name: "ALARMS", env: { ALARMS: "on" }, brings: [...alarms, ...topics, ...auditMetrics] },
  {
    name: "ALARM_EMAIL",
    env: { ALARMS: "on", ALARM_EMAIL: "operators@corp.example" },
    brings: [...alarms, ...topics, "PagingMail", "TicketMail", ...auditMetrics],
  },
  {
    name: "PAGING_TOPIC_ARN",
    env: { ALARMS: "on", PAGING_TOPIC_ARN: arn("sns:eu-central-1:999988887777:on-call") },
    brings: [...alarms, "TicketTopic", ...auditMetrics],
  },
  {
    name: "TICKET_TOPIC_ARN",
    env: { ALARMS: "on", TICKET_TOPIC_ARN: arn("sns:eu-central-1:999988887777:tickets") },
    brings: [...alarms, "PagingTopic", ...auditMetrics],
  },
];
