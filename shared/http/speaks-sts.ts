import type { HttpRequest } from "../model/request.ts";

/** Whether a request is made in the Query protocol of STS, and so is to be answered in it. */
export function speaksSts({ method, path }: Pick<HttpRequest, "method" | "path">): boolean {
  return method === "POST" && path === "/";
}
