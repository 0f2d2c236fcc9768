import type { MetricValues } from "../../../shared/adapters/metrics.ts";
import { codes } from "../../../shared/model/codes.ts";
import type { AuditRecord } from "../../../shared/model/ports.ts";
import type { NamedMetric } from "./named-metric.ts";
import type { Template } from "./template.ts";

/** What a dimension's value must be. */
type IsValue = (value: string, template: Template) => boolean;

/** Metrics of one namespace that have the same dimensions. */
interface Family {
  readonly namespace: string;
  readonly names: readonly string[];
  readonly dimensions: Readonly<Record<string, IsValue>>;
}

/** All that the service itself counts: the compiler holds both lists against each other. */
const ownNames = Object.keys({
  PolicyMapActivated: true,
  PolicyMapRefused: true,
  PolicyMapFetchFailed: true,
  PolicyMapAgeSeconds: true,
  KeySetsFetched: true,
  KeySetsFetchFailed: true,
  KeySetsAgeSeconds: true,
  IssuerKeysFetchFailed: true,
  StsThrottled: true,
  ProbeVended: true,
  ProbeMs: true,
  HostileTokensVended: true,
  HostileTokensRefused: true,
  HostileTokensUnjudged: true,
  SharedSessionRefused: true,
  SharedSessionsUnavailable: true,
  SharedSessionsDenied: true,
} satisfies Record<keyof MetricValues, true>);

/** Those that audit records come to have: no group of a function that answers for health is counted. */
const outcomes = Object.keys({
  vended: true,
  listed: true,
  refused: true,
  failed: true,
} satisfies Record<Exclude<AuditRecord["outcome"], "answered">, true>);

const origins = Object.keys({ sts: true, cache: true, shared: true, stale: true } satisfies Record<
  NonNullable<AuditRecord["sessionFrom"]>,
  true
>);

const oneOf =
  (values: readonly string[]): IsValue =>
  (value) =>
    values.includes(value);

const refersTo =
  (type: string): IsValue =>
  (value, { Resources }) =>
    Resources[/^\$\{(\w+)\}$/.exec(value)?.[1] ?? ""]?.Type === type;

const isThisService = oneOf(["credential-vending-api-production"]);

/** Where there is no more than these: what AWS publishes beside them is added once it is used. Sources: the services' own pages on their metrics. */
const families: readonly Family[] = [
  { namespace: "CredentialVending", names: ownNames, dimensions: { service: isThisService } },
  {
    namespace: "CredentialVending",
    names: ["Answers"],
    dimensions: { service: isThisService, outcome: oneOf(outcomes) },
  },
  {
    namespace: "CredentialVending",
    names: ["Refusals"],
    dimensions: { service: isThisService, code: oneOf(Object.keys(codes)) },
  },
  {
    namespace: "CredentialVending",
    names: ["Sessions"],
    dimensions: { service: isThisService, sessionFrom: oneOf(origins) },
  },
  // HTTP APIs and REST APIs are in one namespace, and do not call the same by the same name.
  {
    namespace: "AWS/ApiGateway",
    names: ["4xx", "5xx", "Count", "Latency"],
    dimensions: { ApiId: refersTo("AWS::ApiGatewayV2::Api") },
  },
  {
    namespace: "AWS/ApiGateway",
    names: ["4XXError", "5XXError", "Count", "Latency"],
    dimensions: { ApiName: (value, { Resources }) => Resources["PrivateApi"]?.Properties["Name"] === value },
  },
  {
    namespace: "AWS/Lambda",
    names: ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"],
    dimensions: { FunctionName: refersTo("AWS::Lambda::Function") },
  },
  {
    namespace: "AWS/DynamoDB",
    names: ["ReadThrottleEvents", "WriteThrottleEvents"],
    dimensions: { TableName: refersTo("AWS::DynamoDB::Table") },
  },
  {
    namespace: "AWS/Usage",
    names: ["ResourceCount"],
    dimensions: {
      Service: oneOf(["Lambda"]),
      Type: oneOf(["Resource"]),
      Resource: oneOf(["ConcurrentExecutions"]),
      Class: oneOf(["None"]),
    },
  },
];

/** Whether there is, or can be, such a metric: CloudWatch takes alarms on any name, and is silent about those that nobody publishes. */
export function isPublished({ namespace, name, dimensions }: NamedMetric, template: Template): boolean {
  return families.some(
    (family) =>
      family.namespace === namespace &&
      family.names.includes(name) &&
      Object.keys(family.dimensions).sort().join() === Object.keys(dimensions).sort().join() &&
      Object.entries(family.dimensions).every(([key, isValue]) => isValue(dimensions[key] ?? "", template)),
  );
}
