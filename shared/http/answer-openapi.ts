import type { HttpRequest } from "../model/request.ts";
import { answer } from "../present/answer.ts";
import { loadOpenApi } from "./load-openapi.ts";
import type { AnswerRoute } from "./pipeline.ts";

/** Alike for everybody, so that shared caches may keep it; a release is seen within these five minutes. */
const cacheControl = "public, max-age=300";

/** `GET /openapi.json`: what this API takes and answers, for anybody. 304 to who has it already. */
export const answerOpenApi: AnswerRoute = async (request) => {
  const { text, tag } = await loadOpenApi();
  const headers = { "cache-control": cacheControl, etag: tag };
  if (hasTag(request, tag)) return { status: 304, headers, body: "" };
  return answer(200, "application/json", text, headers);
};

/** The weak comparison of RFC 9110 section 13.1.2. Our tags hold no comma, so that a list can be taken apart at them. */
function hasTag({ headers }: HttpRequest, tag: string): boolean {
  const listed = (headers.get("if-none-match") ?? []).flatMap((value) => value.split(","));
  return listed.map((one) => one.trim().replace(/^W\//, "")).some((one) => one === tag || one === "*");
}
