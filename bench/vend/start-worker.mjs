import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

/*
 * What `measure-start` runs in fresh processes: loads a function as Lambda does, vends once, and reports the CPU time of the whole
 * process after each, in milliseconds. Without a function: what Node itself costs. Not in TypeScript, whose types would be
 * stripped at the cost of the process.
 */
const [, , handlerFile, event] = process.argv;
const loaded = handlerFile === undefined ? undefined : await import(pathToFileURL(handlerFile).href);
const initMs = cpuMs();
const answer = await loaded?.handler(JSON.parse(event), {
  awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  getRemainingTimeInMillis: () => 10_000,
});
const firstMs = cpuMs();
writeSync(3, JSON.stringify({ initMs, firstMs, status: answer?.statusCode }));
process.exit();

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
