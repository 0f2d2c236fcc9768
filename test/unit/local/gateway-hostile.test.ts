import { describe, expect, it } from "vitest";
import { requestText, sendRaw, startRecording } from "./gateway-harness.ts";

describe("hostile requests", () => {
  describe("two Authorization headers do not vanish", () => {
    const twice = requestText("GET /v1/grants", ["Authorization: Bearer one", "AUTHORIZATION: Bearer two"]);

    it("an HTTP API joins them", async () => {
      const { eventOf } = await startRecording();
      expect((await eventOf(twice)).headers["authorization"]).toBe("Bearer one,Bearer two");
    });

    it("a REST API shows both", async () => {
      const { eventOf } = await startRecording({ payloadVersion: "1.0" });
      const event = await eventOf(twice.replace("AUTHORIZATION", "Authorization"));
      expect(event.headers["Authorization"]).toBe("Bearer two");
      expect(event.multiValueHeaders["Authorization"]).toEqual(["Bearer one", "Bearer two"]);
    });

    it("even behind thousands of other headers", async () => {
      const { eventOf } = await startRecording();
      const filler = Array.from({ length: 2_500 }, (_, index) => `f${index}: 1`);
      const event = await eventOf(requestText("GET /v1/grants", ["Authorization: a", ...filler, "Authorization: b"]));
      expect(event.headers["authorization"]).toBe("a,b");
    });
  });

  it("leaves forged gateway headers where they are: among the headers", async () => {
    const { eventOf } = await startRecording();
    const event = await eventOf(
      requestText("GET /v1/grants", [
        `X-Amzn-Request-Context: {"http":{"sourceIp":"10.20.0.1"}}`,
        "X-Forwarded-For: 10.20.0.1",
        "Forwarded: for=10.20.0.1",
        "X-Real-IP: 10.20.0.1",
      ]),
    );
    expect(event.requestContext.http.sourceIp).toBe("127.0.0.1");
    expect(event.headers["x-forwarded-for"]).toBe("10.20.0.1, 127.0.0.1");
  });

  it("takes the source address from the connection", async () => {
    const { eventOf } = await startRecording();
    const event = await eventOf(requestText("GET /v1/grants"), "127.0.0.9");
    expect(event.requestContext.http.sourceIp).toBe("127.0.0.9");
    expect(event.headers["x-forwarded-for"]).toBe("127.0.0.9");
  });

  it("appends to every forwarded-for header of a REST API's caller", async () => {
    const { eventOf } = await startRecording({ payloadVersion: "1.0" });
    const event = await eventOf(
      requestText("GET /v1/grants", ["x-forwarded-for: 10.0.0.1", "X-FORWARDED-FOR: 10.0.0.2"]),
    );
    expect(event.multiValueHeaders["X-Forwarded-For"]).toEqual(["10.0.0.1, 10.0.0.2, 127.0.0.1"]);
    expect(Object.keys(event.headers).filter((name) => name.toLowerCase() === "x-forwarded-for")).toHaveLength(1);
  });

  it("makes plain members of names that mean something to JavaScript", async () => {
    const { eventOf } = await startRecording();
    const event = await eventOf(
      requestText("GET /v1/grants?__proto__=a&constructor=b", ["__proto__: c", "toString: d", "Cookie: __proto__=e"]),
    );
    const query = event.queryStringParameters ?? {};
    expect(Object.entries(query)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    expect(Object.getOwnPropertyDescriptor(event.headers, "__proto__")?.value).toBe("c");
    expect(event.headers["tostring"]).toBe("d");
    expect(event.cookies).toEqual(["__proto__=e"]);
  });

  describe("request targets", () => {
    it.each([
      ["http://evil.example/v1/grants?a=b", "/v1/grants", "a=b"],
      ["HTTPS://evil.example:99/v1/grants", "/v1/grants", ""],
      ["http://evil.example", "/", ""],
      ["http://evil.example?a=b", "/", "a=b"],
      ["/v1/grants?a=b?c=d", "/v1/grants", "a=b?c=d"],
      ["/v1/grants?", "/v1/grants", ""],
      ["/v1/grants?q=%zz", "/v1/grants", "q=%zz"],
    ])("%s is %s with the query %s", async (target, rawPath, rawQueryString) => {
      const { eventOf } = await startRecording();
      const event = await eventOf(requestText(`GET ${target}`));
      expect(event).toMatchObject({ rawPath, rawQueryString });
      expect(event.headers["host"]).toBe("vend.example");
      expect(event.requestContext.domainName).toMatch(/^127\.0\.0\.1:/);
    });

    it.each(["/v1/%", "/v1/%zz", "/v1/%C3%28", "/v1/percent%25done", "/v1/%ff"])(
      "%s cannot be decoded: 400, and no call",
      async (target) => {
        const { gateway, calls } = await startRecording();
        const answer = await sendRaw(gateway.port, requestText(`GET ${target}`));
        expect(answer).toMatchObject({ status: 400, body: `{"message":"Bad Request"}` });
        expect(calls).toEqual([]);
      },
    );

    it("the asterisk form is nobody's: 400, and no call", async () => {
      const { gateway, calls } = await startRecording();
      expect(await sendRaw(gateway.port, requestText("OPTIONS *"))).toMatchObject({ status: 400 });
      expect(calls).toEqual([]);
    });
  });

  it("answers bytes that are no HTTP, and contradictory lengths", async () => {
    const { gateway, calls } = await startRecording();
    const smuggled = requestText("POST /v1/credentials", ["Transfer-Encoding: chunked", "Content-Length: 5"], "");
    for (const bytes of [
      "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
      "GET /v1/grants HTTP/1.1\r\nno colon\r\n\r\n",
      smuggled,
    ]) {
      expect(await sendRaw(gateway.port, bytes)).toMatchObject({ status: 400, body: `{"message":"Bad Request"}` });
    }
    expect(calls).toEqual([]);
  });

  describe("limits", () => {
    const requestLine = "GET /v1/grants";
    const sized = (bytes: number) => {
      const fixed = `${requestLine} HTTP/1.1`.length + "vend.example".length;
      // `Connection: close` is for the hop alone, and not counted.
      return requestText(requestLine, [`Authorization: ${"a".repeat(bytes - fixed)}`]);
    };

    it.each([
      [10_240, 200],
      [10_241, 431],
    ])("%i bytes of request line and header values: %i", async (bytes, status) => {
      const { gateway, calls } = await startRecording();
      expect((await sendRaw(gateway.port, sized(bytes))).status).toBe(status);
      expect(calls).toHaveLength(status === 200 ? 1 : 0);
    });

    it.each([10_241, 100_000])("says so in JSON at %i bytes", async (bytes) => {
      const { gateway } = await startRecording();
      const answer = await sendRaw(gateway.port, sized(bytes));
      expect(answer).toMatchObject({ status: 431, body: `{"message":"Request Header Fields Too Large"}` });
      expect(answer.headers).toContainEqual(["content-type", "application/json"]);
    });

    it.each([
      [10 * 1024 * 1024, 200],
      [10 * 1024 * 1024 + 1, 413],
    ])("%i bytes of body: %i", async (bytes, status) => {
      const { gateway, calls } = await startRecording();
      const sent = requestText("POST /v1/credentials", ["Content-Type: text/plain"], "a".repeat(bytes));
      const answer = await sendRaw(gateway.port, sent);
      expect(answer.status).toBe(status);
      if (status === 413) expect(answer.body).toBe(`{"message":"Request Entity Too Large"}`);
      expect(calls).toHaveLength(status === 200 ? 1 : 0);
    });

    it("counts a body that does not say how long it is", async () => {
      const { gateway, calls } = await startRecording();
      const length = 10 * 1024 * 1024 + 1;
      const chunk = `${length.toString(16)}\r\n${"a".repeat(length)}\r\n0\r\n\r\n`;
      const sent = requestText("POST /v1/credentials", ["Transfer-Encoding: chunked"]) + chunk;
      expect((await sendRaw(gateway.port, sent)).status).toBe(413);
      expect(calls).toEqual([]);
    });

    it("joins the chunks of a body, and passes no hop-by-hop header on", async () => {
      const { eventOf } = await startRecording();
      const head = requestText("POST /v1/credentials", ["Content-Type: text/plain", "Transfer-Encoding: chunked"]);
      const event = await eventOf(`${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);
      expect(event.body).toBe("abcde");
      expect(event.headers).not.toHaveProperty("transfer-encoding");
      expect(event.headers).not.toHaveProperty("connection");
    });
  });
});
