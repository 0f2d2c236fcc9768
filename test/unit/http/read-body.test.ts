import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRequest } from "../../../shared/http/read-request.ts";
import { payload1, payload2 } from "./gateway-events.ts";

const invalid = expect.objectContaining({ name: "Refusal", code: "InvalidRequest" });
const tooLarge = expect.objectContaining({ name: "Refusal", code: "PayloadTooLarge" });

describe("the body", () => {
  const bodyOf = (body: unknown, isBase64Encoded?: unknown) => readRequest(payload2({ body, isBase64Encoded })).body;
  const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

  test.each([undefined, null, ""])("is none where it is %j", (body) => {
    expect(bodyOf(body, false)).toBeUndefined();
    expect(bodyOf(body, true)).toBeUndefined();
    expect(readRequest(payload1({ body })).body).toBeUndefined();
  });

  test("is the bytes of its text", () => {
    expect(text(bodyOf('{"é":1}'))).toBe('{"é":1}');
    expect(text(readRequest(payload1({ body: "x" })).body)).toBe("x");
  });

  test("is decoded where it is base64, and only there", () => {
    expect(text(bodyOf("e30=", true))).toBe("{}");
    expect(text(bodyOf("e30=", false))).toBe("e30=");
    expect(text(bodyOf("e30=", null))).toBe("e30=");
    expect(bodyOf("/+8=", true)).toStrictEqual(Buffer.from([0xff, 0xef]));
  });

  test.each(["e30", "e31=", "e30==", "e3 0=", "e30=\n", "_-8=", "=", "e30=e30=", "é"])("%j is not base64", (body) => {
    expect(() => bodyOf(body, true)).toThrow(invalid);
  });

  test("is refused where its text has half a character", () => {
    expect(() => bodyOf("\ud800")).toThrow(invalid);
  });

  test("holds 65,536 bytes of text, not 65,537", () => {
    expect(bodyOf("a".repeat(65_536))).toHaveLength(65_536);
    expect(() => bodyOf("a".repeat(65_537))).toThrow(tooLarge);
    expect(bodyOf("é".repeat(32_768))).toHaveLength(65_536);
    expect(() => bodyOf(`${"é".repeat(32_768)}a`)).toThrow(tooLarge);
  });

  test("holds 65,536 bytes of base64, not 65,537, and is not decoded when it cannot fit", () => {
    expect(bodyOf(Buffer.alloc(65_536).toString("base64"), true)).toHaveLength(65_536);
    expect(() => bodyOf(Buffer.alloc(65_537).toString("base64"), true)).toThrow(tooLarge);
    expect(() => bodyOf("!".repeat(87_385), true)).toThrow(tooLarge);
    expect(() => bodyOf("!".repeat(87_384), true)).toThrow(invalid);
  });

  test("comes back from base64 as it was, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        expect(Buffer.compare(bodyOf(Buffer.from(bytes).toString("base64"), true) ?? Buffer.of(), bytes)).toBe(0);
      }),
    );
  });
});
