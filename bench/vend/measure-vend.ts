import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Figure } from "../figure.ts";
import { measureGrowth } from "./measure-growth.ts";
import { measureHttp } from "./measure-http.ts";
import { measureRequests } from "./measure-requests.ts";
import { measureStart } from "./measure-start.ts";
import { measureSts } from "./measure-sts.ts";

/** What the service adds to each part of a request and of a start, one part after the other: they share two cores. */
export async function measureVend(): Promise<readonly Figure[]> {
  await promisify(execFile)(process.execPath, ["build/bundle.ts", "--if-older"]);
  return [
    ...(await measureRequests()),
    ...(await measureSts()),
    ...(await measureStart()),
    ...(await measureHttp()),
    ...(await measureGrowth()),
  ];
}
