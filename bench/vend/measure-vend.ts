import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Figure } from "../figure.ts";
import { measureGrowth } from "./measure-growth.ts";
import { measureHttp } from "./measure-http.ts";
import { measureRequests } from "./measure-requests.ts";
import { measureStart } from "./measure-start.ts";
import { measureSts } from "./measure-sts.ts";

const parts = {
  requests: measureRequests,
  sts: measureSts,
  start: measureStart,
  http: measureHttp,
  growth: measureGrowth,
} as const satisfies Readonly<Record<string, () => Promise<readonly Figure[]>>>;

/**
 * What the service adds to each part of a request and of a start, one part after the other: they share two cores.
 * @param only the one part that is measured; all where it is not given
 * @throws RangeError for a part that does not exist
 */
export async function measureVend(only?: string): Promise<readonly Figure[]> {
  const chosen = Object.entries(parts).filter(([name]) => only === undefined || name === only);
  if (chosen.length === 0) throw new RangeError(`the parts are ${Object.keys(parts).join(", ")}`);
  await promisify(execFile)(process.execPath, ["build/bundle.ts", "--if-older"]);
  const figures: Figure[] = [];
  for (const [, measure] of chosen) figures.push(...(await measure()));
  return figures;
}
