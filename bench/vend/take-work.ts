import { once } from "node:events";

/** What `runWorker` has sent to this process. */
export async function takeWork<Work>(): Promise<Work> {
  const [work] = (await once(process, "message")) as [Work];
  return work;
}
