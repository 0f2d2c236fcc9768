import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { contentVersion, readMapText } from "../shared/adapters/policy-map-reading.ts";
import { decideGrant } from "../shared/authorize/decide-grant.ts";
import type { PolicyDocument } from "../shared/model/policy-document.ts";
import type { PolicyMap } from "../shared/model/policy-map.ts";
import { activatePolicyMap } from "../shared/policy-map/activate-policy-map.ts";
import { linearScan } from "./linear-scan.ts";
import type { PolicyRequest } from "./matching-request.ts";

/*
 * What `measure-start` bundles and runs in fresh processes: reads a map as the service reads a file, makes it live, decides
 * one request, and prints what the process has cost until then.
 */
const [, , way = "", mapFile = "", requestFile = ""] = process.argv;

async function start(): Promise<void> {
  const policyMap = await load();
  const { caller, ask, facts } = JSON.parse(readFileSync(requestFile, "utf8")) as PolicyRequest;
  const { assumption } = decideGrant(policyMap, caller, { ...ask, parameters: new Map() }, facts);
  const { user, system } = process.cpuUsage();
  process.stdout.write(JSON.stringify({ grant: assumption.grant, cpuMs: (user + system) / 1_000 }));
}

async function load(): Promise<PolicyMap> {
  const bytes = await readFile(mapFile);
  const read = readMapText(bytes, mapFile, contentVersion(bytes));
  if (!("text" in read)) {
    throw new Error("the map is no text");
  }
  return way === "linear"
    ? linearScan(JSON.parse(read.text) as PolicyDocument)
    : (await activatePolicyMap(read.text, mapFile)).policyMap;
}

void start();
