import { readAsk } from "../../../shared/http/read-ask.ts";
import { readRequest } from "../../../shared/http/read-request.ts";
import { context2, payload2 } from "./gateway-events.ts";

/** What a `GET` with this query string asks for. */
export const queried = (rawQueryString: string, path = {}) => readAsk(readRequest(payload2({ rawQueryString })), path);

/** What a `POST` of this body asks for; an empty content type is none. */
export const posted = (body: string | Uint8Array | undefined, contentType: string | undefined = "application/json") =>
  readAsk(
    readRequest(
      payload2({
        rawPath: "/v1/credentials",
        requestContext: context2({}, { method: "POST" }),
        headers: contentType === "" ? {} : { "content-type": contentType },
        body: body === undefined ? undefined : Buffer.from(body).toString("base64"),
        isBase64Encoded: true,
      }),
    ),
    {},
  );
