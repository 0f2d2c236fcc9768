import type { IncomingMessage } from "node:http";

/** RFC 9112 section 6.3: a request with neither has no body. */
const announcesBody = /^(?:content-length|transfer-encoding)$/i;
const noBody = Buffer.alloc(0);

/**
 * The whole body, or why there is none. One that is longer than `limitBytes` is read to its end all the same, and thrown
 * away: whoever is still sending would not see the answer.
 */
export async function readBody(
  message: IncomingMessage,
  limitBytes: number,
): Promise<Buffer | "too large" | "cut off"> {
  // To wait for the end of nothing takes as long as to build the event.
  if (!message.rawHeaders.some((text) => announcesBody.test(text))) return noBody;
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      lengthBytes += chunk.length;
      if (lengthBytes <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return "cut off";
  }
  return lengthBytes > limitBytes ? "too large" : Buffer.concat(chunks);
}
