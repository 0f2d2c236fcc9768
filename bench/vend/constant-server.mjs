import { createServer } from "node:http";

/* What `measure-http` holds the stack against: a server that answers a body as long as that of credentials, and does nothing else. */
const body = JSON.stringify({ Code: "Success", Token: "x".repeat(560) });
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.listen(0, "127.0.0.1", () => process.send?.(`http://127.0.0.1:${server.address().port}`));
