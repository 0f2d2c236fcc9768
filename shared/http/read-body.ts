import { Refusal } from "../model/refusal.ts";
import { malformed } from "./malformed.ts";

const maxBodyBytes = 64 * 1024;
/** Base64 spells three bytes in four characters and pads the last group. */
const maxBase64Characters = Math.ceil(maxBodyBytes / 3) * 4;

/**
 * The bytes that were sent. The size is looked at before anything is decoded, so that a large body costs nothing, and
 * again after.
 *
 * @returns undefined where there is no body, or an empty one
 * @throws Refusal `PayloadTooLarge` over 65,536 bytes, `InvalidRequest` where the base64 or the text is malformed
 */
export function readBody(body: string, isBase64Encoded: boolean): Uint8Array | undefined {
  if (body === "") {
    return undefined;
  }
  if (body.length > (isBase64Encoded ? maxBase64Characters : maxBodyBytes)) {
    throw tooLarge();
  }
  const bytes = isBase64Encoded ? decodeBase64(body) : encodeText(body);
  if (bytes.length > maxBodyBytes) {
    throw tooLarge();
  }
  return bytes;
}

/** `Buffer` skips what is not base64 and takes loose bits; only text that it would itself write is strict. */
function decodeBase64(body: string): Buffer {
  const bytes = Buffer.from(body, "base64");
  if (bytes.toString("base64") !== body) {
    throw malformed("The body is not valid base64");
  }
  return bytes;
}

function encodeText(body: string): Buffer {
  if (!body.isWellFormed()) {
    throw malformed("The body is not valid text");
  }
  return Buffer.from(body, "utf8");
}

function tooLarge(): Refusal {
  return new Refusal("PayloadTooLarge", `the body is over ${maxBodyBytes} bytes`);
}
