import { describe, expect, test } from "vitest";
import { checkSettings } from "../../../../build/package/check-settings.ts";
import { type Settings, settingRules } from "../../../../build/package/setting-rules.ts";
import { switches } from "../../../deployed/template/switches.ts";

/** Everything at once, whole. */
const whole = {
  DOMAIN_NAME: "vend.corp.example",
  CERTIFICATE_ARN: "arn:aws:acm:eu-central-1:999988887777:certificate/1",
  TRUSTSTORE_URI: "s3://trust/clients.pem",
  TRUSTSTORE_VERSION: "3sL4kqtJ",
  REGIONAL_DOMAIN_NAME: "eu.vend.corp.example",
  HOSTED_ZONE_ID: "Z0123456789ABCDEFGHIJ",
  PRIVATE_DOMAIN_NAME: "vend.internal.corp.example",
  PRIVATE_CERTIFICATE_ARN: "arn:aws:acm:eu-central-1:999988887777:certificate/2",
  VPC_ENDPOINT_IDS: "vpce-0123456789abcdef0",
  API_GATEWAY_LOG_ROLE: "on",
  SHARED_SESSIONS_TABLE: "vend-sessions",
  SHARED_SESSIONS_KEY: "arn:aws:kms:eu-central-1:999988887777:key/1",
  KEY_SETS: "s3://maps/key-sets.json",
  KEY_SETS_ONLY: "corp",
  PROBE_GRANT: "probe",
  PROBE_TOKEN: "aws",
  PROBE_AUDIENCE: "https://vend.corp.example",
  DOCTOR_ROLE_ARN: "arn:aws:iam::999988887777:role/map-pipeline",
  ALARMS: "on",
  DASHBOARD: "on",
  TRACING: "on",
  RESERVED_CONCURRENCY: "50",
  PROVISIONED_CONCURRENCY: "5",
  PROVISIONED_STS_CONCURRENCY: "0",
  PROVISIONED_PRIVATE_CONCURRENCY: "1",
  API_RATE_LIMIT: "100",
  API_BURST_LIMIT: "200",
  LOG_RETENTION_DAYS: "14",
  ACCESS_LOG_RETENTION_DAYS: "14",
  POLICY_MAP_AGE_ALARM_SECONDS: "300",
} as const satisfies Settings;
const fromProvider = {
  ...whole,
  PROBE_TOKEN: "",
  PROBE_TOKEN_URL: "https://idp.corp.example/token",
  PROBE_CLIENT_ID: "probe",
  PROBE_CLIENT_SECRET: "secret:vend/probe",
};
const without = (name: string, settings: Settings = whole) => ({ ...settings, [name]: undefined });

function complaints(settings: Settings): readonly string[] {
  try {
    checkSettings(settings);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

describe("what is set whole is taken", () => {
  test.each<[what: string, settings: Settings]>([
    ["nothing", {}],
    ["everything", whole],
    ["probes with tokens of an identity provider", fromProvider],
    [
      "everything that may be empty, empty",
      Object.fromEntries(Object.keys(whole).map((name) => [name, /CONC|LIMIT|DAYS|SECONDS/.test(name) ? "0" : ""])),
    ],
    ["a domain of one region", { DOMAIN_NAME: whole.DOMAIN_NAME, CERTIFICATE_ARN: whole.CERTIFICATE_ARN }],
    ["a regional name whose records are somebody's own", without("HOSTED_ZONE_ID")],
    ["as many instances kept started as there may be", { ...whole, PROVISIONED_CONCURRENCY: "50" }],
    [
      "probes of a private API that is named",
      {
        PRIVATE_ONLY: "on",
        VPC_ENDPOINT_IDS: whole.VPC_ENDPOINT_IDS,
        PROBE_GRANT: "probe",
        PROBE_URL: "https://vend.internal.corp.example",
        PROBE_TOKEN: "aws",
        PROBE_AUDIENCE: whole.PROBE_AUDIENCE,
      },
    ],
    ["no bound", { ...whole, RESERVED_CONCURRENCY: "" }],
  ])("%s", (_what, settings) => {
    expect(complaints(settings)).toEqual([]);
  });

  test.each(switches.filter(({ name }) => !["PROBE_GRANT", "PRIVATE_ONLY"].includes(name)))(
    "$name, as the template is tried with it",
    ({ env }) => {
      expect(complaints(env)).toEqual([]);
    },
  );
});

/** One thing is left out of, or wrong in, what is whole; one complaint comes of it. */
const halves: readonly (readonly [settings: Settings, said: string])[] = [
  [without("CERTIFICATE_ARN"), "DOMAIN_NAME is set, and CERTIFICATE_ARN is not: API Gateway takes no domain without"],
  [{ CERTIFICATE_ARN: whole.CERTIFICATE_ARN }, "CERTIFICATE_ARN is set, and DOMAIN_NAME is not"],
  [{ TRUSTSTORE_URI: whole.TRUSTSTORE_URI }, "TRUSTSTORE_URI is set, and DOMAIN_NAME is not"],
  [without("TRUSTSTORE_URI"), "TRUSTSTORE_VERSION is set, and TRUSTSTORE_URI is not"],
  [{ REGIONAL_DOMAIN_NAME: whole.REGIONAL_DOMAIN_NAME }, "REGIONAL_DOMAIN_NAME is set, and DOMAIN_NAME is not"],
  [without("REGIONAL_DOMAIN_NAME"), "HOSTED_ZONE_ID is set, and REGIONAL_DOMAIN_NAME is not"],
  [without("PRIVATE_CERTIFICATE_ARN"), "PRIVATE_DOMAIN_NAME is set, and PRIVATE_CERTIFICATE_ARN is not"],
  [without("PRIVATE_DOMAIN_NAME"), "PRIVATE_CERTIFICATE_ARN is set, and PRIVATE_DOMAIN_NAME is not"],
  [without("VPC_ENDPOINT_IDS"), "PRIVATE_DOMAIN_NAME is set, and VPC_ENDPOINT_IDS is not"],
  [{ ...whole, PRIVATE_ONLY: "on" }, "PRIVATE_ONLY is set, and so is DOMAIN_NAME"],
  ...["vpce-1,", ",vpce-1", "vpce-1, vpce-2", "vpc-1", "vpce-*", "vpce-xyz"].map(
    (ids) => [{ VPC_ENDPOINT_IDS: ids }, "VPC_ENDPOINT_IDS is no list of VPC endpoints"] as const,
  ),
  [
    { PRIVATE_ONLY: "on" },
    "PRIVATE_ONLY is set, and VPC_ENDPOINT_IDS is not: without a private API, the service could",
  ],
  [without("SHARED_SESSIONS_KEY"), "SHARED_SESSIONS_TABLE is set, and SHARED_SESSIONS_KEY is not"],
  [without("SHARED_SESSIONS_TABLE"), "SHARED_SESSIONS_KEY is set, and SHARED_SESSIONS_TABLE is not"],
  [without("KEY_SETS"), "KEY_SETS_ONLY is set, and KEY_SETS is not"],
  [{ PROBE_GRANT: "probe" }, "PROBE_GRANT is set, and PROBE_TOKEN or PROBE_TOKEN_URL is not"],
  [without("PROBE_GRANT"), "PROBE_TOKEN is set, and PROBE_GRANT is not"],
  [without("PROBE_AUDIENCE"), "PROBE_TOKEN is set, and PROBE_AUDIENCE is not"],
  [without("PROBE_GRANT", fromProvider), "PROBE_TOKEN_URL is set, and PROBE_GRANT is not"],
  [without("PROBE_CLIENT_ID", fromProvider), "PROBE_TOKEN_URL is set, and PROBE_CLIENT_ID is not"],
  [without("PROBE_CLIENT_SECRET", fromProvider), "PROBE_TOKEN_URL is set, and PROBE_CLIENT_SECRET is not"],
  [
    {
      PRIVATE_ONLY: "on",
      VPC_ENDPOINT_IDS: whole.VPC_ENDPOINT_IDS,
      PROBE_GRANT: "probe",
      PROBE_TOKEN: "aws",
      PROBE_AUDIENCE: whole.PROBE_AUDIENCE,
    },
    "PROBE_GRANT is set, and PROBE_URL is not",
  ],
  ...["PROVISIONED_CONCURRENCY", "PROVISIONED_STS_CONCURRENCY", "PROVISIONED_PRIVATE_CONCURRENCY"].map(
    (name) => [{ ...whole, [name]: "51" }, `${name} is more than RESERVED_CONCURRENCY`] as const,
  ),
  [{ ...whole, PROVISIONED_PRIVATE_CONCURRENCY: "0", RESERVED_CONCURRENCY: "4" }, "PROVISIONED_CONCURRENCY is more"],
  [{ ...fromProvider, PROBE_TOKEN: "aws" }, "PROBE_TOKEN is set, and so is PROBE_TOKEN_URL"],
  [{ ...whole, PROBE_TOKEN: "idp" }, "PROBE_TOKEN is no source of tokens"],
  ...["*", "arn:aws:iam::999988887777:root", "arn:aws:iam::999988887777:role/*"].map(
    (arn) => [{ DOCTOR_ROLE_ARN: arn }, "DOCTOR_ROLE_ARN is no ARN of a role"] as const,
  ),
  [{ VPC_ENDPOINT_IDS: "vpce-1", PRIVATE_ONLY: "true" }, "PRIVATE_ONLY is a switch"],
  ...["API_GATEWAY_LOG_ROLE", "ALARMS", "DASHBOARD", "TRACING"].map(
    (name) => [{ ...whole, [name]: "true" }, `${name} is a switch`] as const,
  ),
  [{ ...whole, RESERVED_CONCURRENCY: "none" }, "RESERVED_CONCURRENCY is no number: use a whole number, or nothing"],
  ...Object.keys(whole)
    .filter((name) => /^PROVISIONED|LIMIT$|DAYS$|SECONDS$/.test(name))
    .flatMap((name) =>
      ["", "-1", "1.5"].map((value) => [{ ...whole, [name]: value }, `${name} is no number`] as const),
    ),
];

const severalHalves = { HOSTED_ZONE_ID: "Z1", TRACING: "yes" };

describe("half a switch is refused", () => {
  test.each(halves)("%#: %s", (settings, said) => {
    const [complaint, ...more] = complaints(settings);
    expect(complaint).toContain(said);
    expect(more).toEqual([]);
  });

  test("by every rule: each is tried", () => {
    const tried = [...halves.map(([settings]) => settings), severalHalves];
    const untried = settingRules.filter(({ isBroken }) => !tried.some(isBroken));
    expect(untried.map(({ variable, says }) => `${variable} ${says}`)).toEqual([]);
  });

  test("with all that is wrong at once", () => {
    expect(complaints(severalHalves)).toEqual([
      expect.stringMatching(/^HOSTED_ZONE_ID is set, and DOMAIN_NAME is not/),
      expect.stringMatching(/^HOSTED_ZONE_ID is set, and REGIONAL_DOMAIN_NAME is not/),
      expect.stringMatching(/^TRACING is a switch/),
    ]);
  });
});
