import { loads } from "./loads.ts";
import { prices } from "./prices.ts";

/** What something costs, in US dollars, and how that is reckoned. */
export interface Cost {
  readonly what: string;
  readonly formula: string;
  readonly dollars: number;
}

const million = 1e6;
const gb = 1e9;
const perGbSecond = `$${prices.lambdaArmPerGbSecond}`;

function compute(what: string, ms: number, share = 1): Cost {
  const requests = share === 1 ? "10⁶" : `10⁶/${1 / share}`;
  return {
    what,
    formula: `${requests} × ${ms / 1_000} s × ${loads.memoryGb} GB × ${perGbSecond}`,
    dollars: million * share * (ms / 1_000) * loads.memoryGb * prices.lambdaArmPerGbSecond,
  };
}

function logs(what: string, bytes: number, lines = 1): Cost {
  const overhead = lines === 1 ? `${loads.lineOverheadBytes}` : `${lines} × ${loads.lineOverheadBytes}`;
  return {
    what,
    formula: `10⁶ × (${bytes} + ${overhead}) B × $${prices.logsPerGb}/GB`,
    dollars: ((million * (bytes + lines * loads.lineOverheadBytes)) / gb) * prices.logsPerGb,
  };
}

/** A million requests through the HTTP API, each from a session that is cached. */
export const cachedRequests: readonly Cost[] = [
  { what: "HTTP API", formula: `$${prices.httpApiPerMillionRequests}`, dollars: prices.httpApiPerMillionRequests },
  {
    what: "Lambda, requests",
    formula: `$${prices.lambdaPerMillionRequests}`,
    dollars: prices.lambdaPerMillionRequests,
  },
  compute("Lambda, time", loads.cachedMs),
  compute("Lambda, starts", loads.startMs, 1 / loads.requestsPerStart),
  logs("audit records", loads.auditBytes),
  logs("Lambda's own log lines", loads.platformBytes, loads.platformLines),
  logs("access log", loads.accessLogBytes),
  {
    what: "answers, to the internet",
    formula: `10⁶ × ${loads.answerBytes.toLocaleString("en-US")} B × $${prices.transferOutPerGb}/GB`,
    dollars: ((million * loads.answerBytes) / gb) * prices.transferOutPerGb,
  },
];

/** What a million of something costs besides, where it is so or switched on. */
export const besides: readonly Cost[] = [
  compute("each asks STS", loads.stsMs - loads.cachedMs),
  {
    what: "each by the private REST API in place of the HTTP API",
    formula: `$${prices.restApiPerMillionRequests} − $${prices.httpApiPerMillionRequests} + 10⁶ × ${loads.answerBytes.toLocaleString("en-US")} B × ($${prices.endpointPerGb} − $${prices.transferOutPerGb})/GB`,
    dollars:
      prices.restApiPerMillionRequests -
      prices.httpApiPerMillionRequests +
      ((million * loads.answerBytes) / gb) * (prices.endpointPerGb - prices.transferOutPerGb),
  },
  {
    what: "each spends a one-time token",
    formula: `1 write unit × $${prices.dynamoPerMillionWriteUnits}`,
    dollars: prices.dynamoPerMillionWriteUnits,
  },
  {
    what: "each mints a shared session",
    formula: `1 read unit × $${prices.dynamoPerMillionReadUnits} + 4 write units × $${prices.dynamoPerMillionWriteUnits}`,
    dollars: prices.dynamoPerMillionReadUnits + 4 * prices.dynamoPerMillionWriteUnits,
  },
];

const dataKeysPerMonth = (loads.hoursPerMonth * 60) / 10;

/** What costs by the month, asked or not. */
export const monthly: readonly Cost[] = [
  {
    what: "VPC endpoint of the private API, in two zones",
    formula: `2 × ${loads.hoursPerMonth} h × $${prices.endpointPerZoneHour}`,
    dollars: 2 * loads.hoursPerMonth * prices.endpointPerZoneHour,
  },
  {
    what: "one provisioned instance",
    formula: `${loads.hoursPerMonth} h × 3,600 s × ${loads.memoryGb} GB × $${prices.lambdaArmProvisionedPerGbSecond}`,
    dollars: loads.hoursPerMonth * 3_600 * loads.memoryGb * prices.lambdaArmProvisionedPerGbSecond,
  },
  {
    what: "KMS key of shared sessions",
    formula: `$${prices.kmsPerKeyMonth}`,
    dollars: prices.kmsPerKeyMonth,
  },
  {
    what: "data keys of ten instances that are never idle",
    formula: `10 × ${dataKeysPerMonth.toLocaleString("en-US")} × $${prices.kmsPerTenThousandRequests}/10,000`,
    dollars: (10 * dataKeysPerMonth * prices.kmsPerTenThousandRequests) / 10_000,
  },
];

/** Dollars of a million cached requests, all items. */
export const perMillionCached = cachedRequests.reduce((sum, { dollars }) => sum + dollars, 0);
/** Dollars of a million requests that each ask STS. */
export const perMillionMinted = perMillionCached + (besides[0]?.dollars ?? 0);
