import { expect, test } from "vitest";
import { wordFailure } from "../../../../clients/node/word-failure.ts";

/** As Node throws it where OpenSSL fails while it writes. */
const inWriting = (reason: string) =>
  Object.assign(new Error(`write EPROTO 403D:error:0A00:SSL routines:read_bytes:${reason}:../rec_layer.c:918:`), {
    code: "EPROTO",
  });

test.each([
  ["wrong version number", "its answer is not TLS"],
  ["packet length too long", "its answer is not TLS"],
  ["tlsv1 alert protocol version", "the TLS handshake failed"],
  ["sslv3 alert handshake failure", "the TLS handshake failed"],
])("a protocol error in writing is told by its reason: %s", (reason, sentence) => {
  expect(wordFailure(inWriting(reason))).toBe(sentence);
});

test("what is not known is told by its code where it has one, never by its text", () => {
  expect(wordFailure(Object.assign(new Error("secret"), { code: "EOTHER" }))).toBe("EOTHER");
  expect(wordFailure(new Error("secret"))).toBe("it failed");
});
