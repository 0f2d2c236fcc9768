import { type AttackCase, type ExpectedAnswer, invalidRequest, notGranted, refused } from "../attack-case.ts";
import { nightlyPath, posted, requestCase, withToken } from "../calls.ts";
import type { Header, WireCall } from "../send-wire.ts";

const missingToken = refused(401, "MissingToken");
const notFound = refused(404, "NotFound");
const conditionNotMet = refused(403, "ConditionNotMet");
const gatewayRefuses: ExpectedAnswer = { kind: "gateway", status: 400 };

function withHeaders(headers: readonly Header[], target: string = nightlyPath): WireCall {
  return { target, headers };
}

/** More than one token, or a header that may be read as more than one. */
export const repeatAuthorization: readonly AttackCase[] = [
  requestCase("the header twice, the same", invalidRequest, (token) =>
    withHeaders([
      ["Authorization", `Bearer ${token}`],
      ["Authorization", `Bearer ${token}`],
    ]),
  ),
  requestCase("a good header, then a bad one", invalidRequest, (token) =>
    withHeaders([
      ["Authorization", `Bearer ${token}`],
      ["Authorization", "Bearer x.y.z"],
    ]),
  ),
  requestCase("a bad header, then a good one in another spelling", invalidRequest, (token) =>
    withHeaders([
      ["authorization", "Bearer x.y.z"],
      ["AUTHORIZATION", `Bearer ${token}`],
    ]),
  ),
  requestCase("an empty header, then a good one", invalidRequest, (token) =>
    withHeaders([
      ["Authorization", ""],
      ["Authorization", `Bearer ${token}`],
    ]),
  ),
  requestCase("Basic, then Bearer", invalidRequest, (token) =>
    withHeaders([
      ["Authorization", "Basic dXNlcjpwYXNz"],
      ["Authorization", `Bearer ${token}`],
    ]),
  ),
  ...[
    (token: string) => `Bearer ${token}, Bearer ${token}`,
    (token: string) => `Bearer ${token},${token}`,
    (token: string) => `Bearer ,${token}`,
    (token: string) => `Bearer ${token} ${token}`,
    (token: string) => `Bearer ${token} x`,
    (token: string) => `Bearer Bearer ${token}`,
    (token: string) => `Bearer token ${token}`,
    (token: string) => `, Bearer ${token}`,
  ].map((write) =>
    requestCase(`${write("TOKEN")} in one header`, invalidRequest, (token) =>
      withHeaders([["Authorization", write(token)]]),
    ),
  ),
  ...["Basic", "Digest", "Negotiate", "MAC", "Token", "JWT", "OAuth", "Bearer:", "Bearer=", "Béarer"].map((scheme) =>
    requestCase(`the scheme ${scheme}`, missingToken, (token) =>
      withHeaders([["Authorization", `${scheme} ${token}`]]),
    ),
  ),
  ...["", "Bearer", "Bearer ", "bearer\t"].map((value) =>
    requestCase(`Authorization: ${JSON.stringify(value)}`, missingToken, () => withHeaders([["Authorization", value]])),
  ),
  requestCase("an AWS signature", missingToken, () =>
    withHeaders([
      [
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261125/eu-central-1/execute-api/aws4_request, SignedHeaders=host, Signature=00",
      ],
    ]),
  ),
  requestCase("a folded header", { kind: "gateway", status: 400 }, (token) => ({
    bytes: `GET ${nightlyPath} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer\r\n ${token}\r\n\r\n`,
  })),
  requestCase("a NUL in the header", gatewayRefuses, (token) =>
    withHeaders([["Authorization", `Bearer ${token}\u0000`]]),
  ),
  requestCase("a space in the header's name", gatewayRefuses, (token) =>
    withHeaders([["Authorization ", `Bearer ${token}`]]),
  ),
  requestCase("a header over 10,240 bytes", { kind: "gateway", status: 431 }, (token) =>
    withHeaders([["Authorization", `Bearer ${token}${"A".repeat(10_240)}`]]),
  ),
];

const elsewhere: readonly string[] = [
  "X-Authorization",
  "Proxy-Authorization",
  "X-Forwarded-Authorization",
  "X-Original-Authorization",
  "Authentication",
  "WWW-Authenticate",
  "X-Access-Token",
  "X-Api-Key",
  "X-Amz-Security-Token",
  "X-Aws-Ec2-Metadata-Token",
  "X-Amzn-Oidc-Data",
  "X-Amzn-Oidc-Accesstoken",
  "X-Amzn-Request-Context",
  "X-Amzn-Lambda-Authorizer",
  "X-Goog-Iap-Jwt-Assertion",
  "Cf-Access-Jwt-Assertion",
  "X-Ms-Token-Aad-Access-Token",
  "Token",
  "Jwt",
];

/** Where a token is not looked for: logs, caches and other people's proxies know those places too well. */
export const moveToken: readonly AttackCase[] = [
  requestCase("no token anywhere", missingToken, () => withHeaders([])),
  ...elsewhere.map((name) =>
    requestCase(`the token in ${name}`, missingToken, (token) => withHeaders([[name, `Bearer ${token}`]])),
  ),
  ...["access_token", "token", "id_token", "authorization", "jwt", "bearer_token", "X-Amz-Security-Token"].map((name) =>
    requestCase(`the token in the query, as ${name}`, missingToken, (token) =>
      withHeaders([], `${nightlyPath}?${name}=${token}`),
    ),
  ),
  ...["access_token", "Authorization", "token", "__Host-token"].map((name) =>
    requestCase(`the token in a cookie, as ${name}`, missingToken, (token) =>
      withHeaders([["Cookie", `${name}=${token}`]]),
    ),
  ),
  requestCase("the token in a JSON body", missingToken, (token) => ({
    method: "POST",
    target: "/v1/credentials",
    headers: [["Content-Type", "application/json"]],
    body: JSON.stringify({ access_token: token, grant: "nightly-report" }),
  })),
  requestCase("the token in a form", missingToken, (token) => ({
    method: "POST",
    target: "/v1/credentials",
    headers: [["Content-Type", "application/x-www-form-urlencoded"]],
    body: `access_token=${token}`,
  })),
  requestCase("the token in the target's user information", missingToken, (token) => ({
    target: `http://${token}@127.0.0.1${nightlyPath}`,
  })),
  requestCase("the token as user name of Basic", missingToken, (token) =>
    withHeaders([["Authorization", `Basic ${Buffer.from(`${token}:`).toString("base64")}`]]),
  ),
  requestCase("two tokens, in the header and in the query", invalidRequest, (token) =>
    withToken(token, `${nightlyPath}?access_token=${token}`),
  ),
];

const officeAddress = "10.1.2.3";

/** A grant for one network, asked for from another that says it is that one. */
export const forgeAddress: readonly AttackCase[] = [
  ["X-Forwarded-For", officeAddress],
  ["X-Forwarded-For", `${officeAddress}, ${officeAddress}`],
  ["x-forwarded-for", `for=${officeAddress}`],
  ["Forwarded", `for=${officeAddress}`],
  ["X-Real-IP", officeAddress],
  ["X-Client-IP", officeAddress],
  ["X-Cluster-Client-IP", officeAddress],
  ["X-Originating-IP", officeAddress],
  ["X-Remote-Addr", officeAddress],
  ["True-Client-IP", officeAddress],
  ["CF-Connecting-IP", officeAddress],
  ["Fastly-Client-IP", officeAddress],
  ["X-Azure-ClientIP", officeAddress],
  ["X-Amzn-Vpc-Id", "vpc-1"],
  ["X-Amzn-Vpce-Id", "vpce-1"],
  ["X-Amzn-Request-Context", JSON.stringify({ http: { sourceIp: officeAddress } })],
  ["requestContext", JSON.stringify({ http: { sourceIp: officeAddress } })],
  ["sourceIp", officeAddress],
].map(([name = "", value = ""]) =>
  requestCase(`${name}: ${value}`, conditionNotMet, (token) =>
    withToken(token, "/v1/credentials/from-office", [[name, value]]),
  ),
);

/** Targets that a router and what is behind it may read in two ways. None of them may lead anywhere else than it says. */
const targets: Readonly<Record<string, readonly [target: string, answer: ExpectedAnswer]>> = {
  dots: ["/v1/grants/../credentials/nightly-report", invalidRequest],
  "encoded dots": ["/v1/credentials/%2e%2e/grants", invalidRequest],
  "one encoded dot": ["/v1/credentials/%2e", invalidRequest],
  "a doubly encoded slash": ["/v1/credentials/a%252fb", notGranted],
  "an encoded NUL": ["/v1/credentials/nightly-report%00", invalidRequest],
  "an encoded line feed": ["/v1/credentials/nightly-report%0a", invalidRequest],
  "a backslash": ["/v1/credentials\\nightly-report", invalidRequest],
  "an encoded backslash": ["/v1/credentials/nightly%5creport", invalidRequest],
  "an overlong slash": ["/v1/credentials/a%c0%afb", gatewayRefuses],
  "a stray percent sign": ["/v1/credentials/%", gatewayRefuses],
  "two slashes": ["//v1//credentials", notFound],
  "two slashes at the end": ["/v1/grants//", notFound],
  "upper case": ["/V1/Credentials/nightly-report", notFound],
  "another version": ["/v2/credentials/nightly-report", notFound],
  "a file of the project": ["/package.json", notFound],
  "a file of the host": ["/etc/passwd", notFound],
  "the policy map": ["/policy-map.yaml", notFound],
  "an admin's page": ["/admin", notFound],
  metrics: ["/metrics", notFound],
  "a path parameter": ["/v1/credentials;x=1/nightly-report", notFound],
  "three names": ["/v1/credentials/a/b/c", notFound],
  "a grant with a matrix parameter": ["/v1/credentials/nightly-report;a=b", notGranted],
  "a grant with a plus": ["/v1/credentials/nightly+report", notGranted],
  "a grant in upper case": ["/v1/credentials/NIGHTLY-REPORT", notGranted],
  "a grant with a space behind": ["/v1/credentials/nightly-report%20", notGranted],
  "a grant with a wildcard": ["/v1/credentials/*", notGranted],
  "a grant with a dot behind": ["/v1/credentials/nightly-report.", notGranted],
  "a grant with a suffix": ["/v1/credentials/nightly-report.json", notGranted],
  "a grant of 129 characters": [`/v1/credentials/${"g".repeat(129)}`, invalidRequest],
  "a grant of 3,000 characters": [`/v1/credentials/${"g".repeat(3_000)}`, invalidRequest],
};

const methods = ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"];

export const misusePaths: readonly AttackCase[] = [
  ...Object.entries(targets).map(([what, [target, answer]]) =>
    requestCase(`${what}: ${target.slice(0, 60)}`, answer, (token) => withToken(token, target)),
  ),
  ...methods.map((method) =>
    requestCase(`the method ${method}`, refused(405, "MethodNotAllowed"), (token) => ({
      ...withToken(token),
      method,
    })),
  ),
  // An answer to HEAD has no body to judge (RFC 9110 section 9.3.2).
  requestCase("the method HEAD", { kind: "answered", status: 405 }, (token) => ({
    ...withToken(token),
    method: "HEAD",
  })),
  requestCase("POST for one grant", refused(405, "MethodNotAllowed"), (token) => ({
    ...withToken(token),
    method: "POST",
  })),
  ...["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"].map((name) =>
    requestCase(`DELETE with ${name}: GET`, refused(405, "MethodNotAllowed"), (token) => ({
      ...withToken(token, nightlyPath, [[name, "GET"]]),
      method: "DELETE",
    })),
  ),
  ...["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-Forwarded-Prefix"].map((name) =>
    requestCase(`another path with ${name}`, notFound, (token) => withToken(token, "/nowhere", [[name, nightlyPath]])),
  ),
  requestCase("a target without a slash", gatewayRefuses, (token) => withToken(token, "v1/grants")),
  requestCase("the target *", gatewayRefuses, (token) => ({ ...withToken(token, "*"), method: "OPTIONS" })),
];

const unsupported = refused(415, "UnsupportedMediaType");
const tooLarge = refused(413, "PayloadTooLarge");

const types: readonly string[] = [
  "application/x-www-form-urlencoded",
  "text/plain",
  "application/xml",
  "multipart/form-data; boundary=x",
  "application/octet-stream",
  "application/json-patch+json",
  "application/jsonx",
  "text/json",
  "application/json, text/plain",
];

const bodies: readonly string[] = [
  "[]",
  "null",
  "1",
  '"nightly-report"',
  "{",
  "{}x",
  '{"grant":"nightly-report"',
  '{"grant":1}',
  '{"grant":null}',
  '{"grant":["nightly-report"]}',
  '{"grant":{"name":"nightly-report"}}',
  '{"grant":""}',
  '{"grant":"nightly-report/reporting/x"}',
  '{"grant":"nightly-report","grant":"dataset"}',
  '{"grant":"nightly-report","format":"xml"}',
  '{"grant":"nightly-report","format":["process"]}',
  '{"grant":"nightly-report","durationSeconds":"3600"}',
  '{"grant":"nightly-report","durationSeconds":3600.5}',
  '{"grant":"nightly-report","durationSeconds":-3600}',
  '{"grant":"nightly-report","durationSeconds":1e999}',
  '{"grant":"nightly-report","durationSeconds":null}',
  '{"grant":"nightly-report","roleArn":"arn:aws:iam::111122223333:role/admin"}',
  '{"grant":"nightly-report","externalId":"x"}',
  '{"grant":"nightly-report","policy":{"Version":"2012-10-17"}}',
  '{"grant":"nightly-report","sessionName":"root"}',
  '{"grant":"nightly-report","tags":{"team":"admin"}}',
  '{"grant":"dataset","parameters":[]}',
  '{"grant":"dataset","parameters":{"dataset":1}}',
  '{"grant":"dataset","parameters":{"dataset":["a"]}}',
  '{"grant":"dataset","parameters":{"dataset":null}}',
  '{"grant":"dataset","parameters":{"dataset":"\\ud800"}}',
  `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
];

/** Bodies that are not what they say, or not what is asked for. */
export const misuseBodies: readonly AttackCase[] = [
  ...types.map((type) =>
    requestCase(`a body of type ${type}`, unsupported, (token) => posted(token, '{"grant":"nightly-report"}', type)),
  ),
  requestCase("a body without a type", unsupported, (token) => ({
    ...posted(token, '{"grant":"nightly-report"}'),
    headers: [["Authorization", `Bearer ${token}`]],
  })),
  ...bodies.map((body) => requestCase(`the body ${body.slice(0, 70)}`, invalidRequest, (token) => posted(token, body))),
  requestCase("no body", invalidRequest, (token) => posted(token, "")),
  requestCase("a body with a byte order mark", invalidRequest, (token) => posted(token, '\ufeff{"grant":"dataset"}')),
  requestCase("a body in UTF-16", invalidRequest, (token) => posted(token, Buffer.from('{"grant":"x"}', "utf16le"))),
  requestCase("a body that is no UTF-8", refused(403, "NotGranted"), (token) =>
    posted(token, Buffer.concat([Buffer.from('{"grant":"nightly-report'), Buffer.from([0xff]), Buffer.from('"}')])),
  ),
  requestCase("a body of 65,537 bytes", tooLarge, (token) => posted(token, " ".repeat(65_537))),
  requestCase("a body of 65,537 bytes in base64", tooLarge, (token) =>
    posted(token, Buffer.alloc(65_537), "application/octet-stream"),
  ),
  requestCase("a body of 1 MB", tooLarge, (token) => posted(token, " ".repeat(1_000_000))),
  requestCase("a GET with a body", invalidRequest, (token) => ({ ...withToken(token), body: "{}" })),
  requestCase("a POST with a query", invalidRequest, (token) => ({
    ...posted(token, '{"grant":"nightly-report"}'),
    target: "/v1/credentials?grant=dataset",
  })),
  requestCase("a length and chunks, as in request smuggling", gatewayRefuses, (token) => ({
    bytes: `POST /v1/credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  })),
  requestCase("two lengths", gatewayRefuses, (token) => ({
    bytes: `POST /v1/credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  })),
  requestCase("a negative length", gatewayRefuses, (token) => ({
    bytes: `POST /v1/credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: -1\r\n\r\n`,
  })),
  requestCase("chunks that are none", gatewayRefuses, (token) => ({
    bytes: `POST /v1/credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`,
  })),
  requestCase("an unknown transfer encoding", gatewayRefuses, (token) => ({
    bytes: `POST /v1/credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTransfer-Encoding: gzip, chunked, x\r\n\r\n`,
  })),
  requestCase("no HTTP at all", gatewayRefuses, () => ({ bytes: "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n" })),
  requestCase("HTTP/2 without being asked", gatewayRefuses, () => ({ bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" })),
  requestCase("a version that is none", gatewayRefuses, () => ({ bytes: "GET / HTTP/9.9\r\nHost: x\r\n\r\n" })),
];
