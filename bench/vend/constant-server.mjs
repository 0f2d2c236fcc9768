import { createServer } from "node:http";

/*
 * What `measure-http` holds the stack against: a server that answers a body as long as that of credentials, and does nothing else;
 * with `audited` it also sends as many headers, and first writes a line as long as that of the audit record.
 */
const isAudited = process.argv.includes("audited");
const body = JSON.stringify({ Code: "Success", Token: "x".repeat(560) });
const line = `${"x".repeat(1_050)}\n`;
const headers = {
  "content-type": "application/json",
  "content-length": Buffer.byteLength(body),
  ...(isAudited && {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "x-request-id": "JKJaXmPLvHcESHA=",
    "apigw-requestid": "JKJaXmPLvHcESHA=",
  }),
};
const server = createServer((_request, response) => {
  if (isAudited) process.stdout.write(line);
  response.writeHead(200, headers).end(body);
});
server.listen(0, "127.0.0.1", () => process.send?.(`http://127.0.0.1:${server.address().port}`));
