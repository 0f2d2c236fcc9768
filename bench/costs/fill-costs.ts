import { besides, type Cost, cachedRequests, monthly, perMillionCached, perMillionMinted } from "./cost-of-requests.ts";
import { demandOf, sizes } from "./stages-of-growth.ts";

const dollars = (value: number) => `$${value.toFixed(2)}`;

function tableOf(head: string, costs: readonly Cost[]): string {
  const rows = costs.map(({ what, formula, dollars: value }) => `| ${what} | ${formula} | ${dollars(value)} |`);
  return [`| ${head} | formula | cost |`, "|---|---|---:|", ...rows].join("\n");
}

function tableOfSizes(): string {
  const demands = sizes.map(demandOf);
  const row = (what: string, values: readonly string[]) => `| ${what} | ${values.join(" | ")} |`;
  const number = (value: number) => value.toLocaleString("en-US", { maximumSignificantDigits: 2 });
  return [
    row(
      "",
      sizes.map(({ name }) => name),
    ),
    `|---|${sizes.map(() => "---:|").join("")}`,
    row(
      "accounts with roles",
      sizes.map(({ accounts }) => accounts),
    ),
    row(
      "processes that hold credentials",
      sizes.map(({ callers }) => callers.toLocaleString("en-US")),
    ),
    row(
      "sessions among them",
      sizes.map(({ sessions }) => sessions.toLocaleString("en-US")),
    ),
    row(
      "requests a second, steady",
      demands.map(({ requestsPerSecond }) => number(requestsPerSecond)),
    ),
    row(
      "calls of STS a second, steady, at least",
      demands.map(({ leastMintsPerSecond }) => number(leastMintsPerSecond)),
    ),
    row(
      "requests a second, all within a minute",
      demands.map((demand) => number(demand.burstRequestsPerSecond)),
    ),
    row(
      "calls of STS a second then, at least",
      demands.map((demand) => number(demand.burstMintsPerSecond)),
    ),
    row(
      "requests at the same time then",
      demands.map(({ burstConcurrency }) => number(burstConcurrency)),
    ),
    row(
      "dollars a month, by requests",
      demands.map(({ dollarsPerMonth }) => dollars(dollarsPerMonth)),
    ),
  ].join("\n");
}

/** docs/scaling.md with its tables of costs reckoned anew, between `<!-- costs NAME -->` and `<!-- end -->`. */
export function fillCosts(page: string): string {
  const requests = [
    tableOf("a million requests", cachedRequests),
    `| **all of them, from the cache** | | **${dollars(perMillionCached)}** |`,
    `| **all of them, each with a call of STS** | | **${dollars(perMillionMinted)}** |`,
  ].join("\n");
  const tables = {
    requests,
    besides: tableOf("and a million times", besides),
    monthly: tableOf("by the month", monthly),
    sizes: tableOfSizes(),
  };
  return Object.entries(tables).reduce((text, [name, table]) => replaceBetween(text, name, table), page);
}

function replaceBetween(page: string, name: string, table: string): string {
  const pattern = new RegExp(`(<!-- costs ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`);
  if (!pattern.test(page)) throw new Error(`the page has no place for costs ${name}`);
  return page.replace(pattern, (_all, before, after) => `${before}\n${table}\n\n${after}`);
}
