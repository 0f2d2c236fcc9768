import { describe, expect, it } from "vitest";
import { requestText, sendRaw, startRecording } from "./gateway-harness.ts";

describe("the event of an HTTP API (payload 2.0)", () => {
  it("has every member that API Gateway sends, and no other", async () => {
    const { gateway, eventOf } = await startRecording();
    const event = await eventOf(
      requestText(
        "GET /v1/credentials/nightly-report/reporting?format=env&param.dataset=a%2Fb&format=boto&plus=a+b&none=",
        [
          "User-Agent: curl/8.7.1",
          "Accept: */*",
          "X-Probe: first",
          "X-Probe: second",
          "Cookie: session=abc123; theme=dark",
          "Authorization: Bearer abc",
        ],
      ),
    );
    expect(event).toEqual({
      version: "2.0",
      routeKey: "GET /v1/credentials/{grant}/{account}",
      rawPath: "/v1/credentials/nightly-report/reporting",
      rawQueryString: "format=env&param.dataset=a%2Fb&format=boto&plus=a+b&none=",
      cookies: ["session=abc123", "theme=dark"],
      headers: {
        accept: "*/*",
        authorization: "Bearer abc",
        host: "vend.example",
        "user-agent": "curl/8.7.1",
        "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": String(gateway.port),
        "x-forwarded-proto": "http",
        "x-probe": "first,second",
      },
      queryStringParameters: { format: "env,boto", "param.dataset": "a/b", plus: "a b", none: "" },
      pathParameters: { grant: "nightly-report", account: "reporting" },
      requestContext: {
        accountId: "999988887777",
        apiId: "local",
        domainName: `127.0.0.1:${gateway.port}`,
        domainPrefix: "127",
        http: {
          method: "GET",
          path: "/v1/credentials/nightly-report/reporting",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "curl/8.7.1",
        },
        requestId: expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/),
        routeKey: "GET /v1/credentials/{grant}/{account}",
        stage: "$default",
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        timeEpoch: expect.closeTo(Date.now(), -4),
      },
      isBase64Encoded: false,
    });
  });

  it("leaves out what the request does not have", async () => {
    const { eventOf } = await startRecording();
    const event = await eventOf(requestText("GET /v1/grants"));
    for (const absent of ["cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"]) {
      expect(event).not.toHaveProperty(absent);
    }
    expect(event.rawQueryString).toBe("");
    expect(event.requestContext.http.userAgent).toBe("");
  });

  it("gives each request its own id, and says when it came", async () => {
    const { eventOf } = await startRecording();
    const [first, second] = [await eventOf(requestText("GET /healthz")), await eventOf(requestText("GET /healthz"))];
    expect(first.requestContext.requestId).not.toBe(second.requestContext.requestId);
    const { time, timeEpoch } = first.requestContext;
    const [date = "", ...clock] = time.split(" ")[0]?.split(":") ?? [];
    expect(Date.parse(`${date.replaceAll("/", " ")} ${clock.join(":")} UTC`)).toBe(timeEpoch - (timeEpoch % 1000));
  });

  describe("paths, as live HTTP APIs deliver them", () => {
    it.each([
      ["/v1/plain", "/v1/plain"],
      ["/v1/space%20value", "/v1/space value"],
      ["/v1/question%3Fvalue", "/v1/question"],
      ["/v1/hash%23value", "/v1/hash#value"],
      ["/v1/slash%2Fvalue", "/v1/slash/value"],
      ["/v1/unicode-%CE%BB", "/v1/unicode-λ"],
      ["/v1/literal%252Fvalue", "/v1/literal/value"],
      ["/v1/literal%253Fvalue", "/v1/literal?value"],
      ["/v1/literal%2525value", "/v1/literal%value"],
      ["/v1/grants/", "/v1/grants/"],
      ["//v1//grants", "//v1//grants"],
      ["/v1/../healthz", "/v1/../healthz"],
    ])("%s arrives as %s, at the catch-all", async (sent, rawPath) => {
      const { eventOf } = await startRecording();
      const event = await eventOf(requestText(`GET ${sent}`));
      expect(event).toMatchObject({ rawPath, routeKey: "$default" });
      expect(event.requestContext.http.path).toBe(rawPath);
    });

    it("takes an encoded slash for a separator, and a doubly encoded one for a part of the variable", async () => {
      const { eventOf } = await startRecording();
      expect(await eventOf(requestText("GET /v1/credentials/a%2Fb"))).toMatchObject({
        routeKey: "GET /v1/credentials/{grant}/{account}",
        pathParameters: { grant: "a", account: "b" },
      });
      expect(await eventOf(requestText("GET /v1/credentials/a%252Fb"))).toMatchObject({
        routeKey: "GET /v1/credentials/{grant}",
        pathParameters: { grant: "a/b" },
      });
    });

    it("sends what no route takes to the catch-all: a trailing slash, another method", async () => {
      const { calls, gateway } = await startRecording();
      await sendRaw(gateway.port, requestText("GET /v1/grants/"));
      await sendRaw(gateway.port, requestText("DELETE /v1/grants"));
      await sendRaw(gateway.port, requestText("GET /v1/credentials/"));
      expect(calls.map(({ functionName }) => functionName)).toEqual(Array(3).fill("unmatched-route"));
    });
  });

  describe("a named stage", () => {
    it("is the first segment of the URL and of the path in the event, and no part of the route", async () => {
      const { gateway, eventOf } = await startRecording({ stage: "prod" });
      expect(gateway.url).toBe(`http://127.0.0.1:${gateway.port}/prod`);
      const event = await eventOf(requestText("GET /prod/v1/credentials/a"));
      expect(event).toMatchObject({ rawPath: "/prod/v1/credentials/a", routeKey: "GET /v1/credentials/{grant}" });
      expect(event.requestContext).toMatchObject({ stage: "prod", http: { path: "/prod/v1/credentials/a" } });
      expect(await eventOf(requestText("GET /prod"))).toMatchObject({ rawPath: "/prod", routeKey: "GET /" });
      expect(await eventOf(requestText("GET /prod/"))).toMatchObject({ rawPath: "/prod/", routeKey: "GET /" });
    });

    it.each(["/v1/grants", "/production/v1/grants", "/"])("has nothing at %s", async (path) => {
      const { gateway, calls } = await startRecording({ stage: "prod" });
      const answer = await sendRaw(gateway.port, requestText(`GET ${path}`));
      expect(answer).toMatchObject({ status: 404, body: `{"message":"Not Found"}` });
      expect(calls).toEqual([]);
    });
  });

  describe("bodies", () => {
    it.each([
      ["application/json", false],
      ["application/json; charset=utf-8", false],
      ["Application/JSON", false],
      ["application/xml", false],
      ["application/javascript", false],
      ["text/plain", false],
      ["application/x-www-form-urlencoded", true],
      ["application/problem+json", true],
      ["application/octet-stream", true],
      ["multipart/form-data; boundary=x", true],
      [undefined, true],
    ])("of type %s: base64 %s", async (type, isBase64Encoded) => {
      const { eventOf } = await startRecording();
      const text = `{"grant":"grün"}`;
      const event = await eventOf(
        requestText("POST /v1/credentials", type === undefined ? [] : [`Content-Type: ${type}`], text),
      );
      const body = isBase64Encoded ? Buffer.from(text).toString("base64") : text;
      expect(event).toMatchObject({ routeKey: "POST /v1/credentials", body, isBase64Encoded });
    });
  });
});
