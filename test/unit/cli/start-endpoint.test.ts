import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { type Answerer, startEndpoint } from "../../../cli/serve/start-endpoint.ts";

const given = { status: 200, headers: {}, body: "given" };

async function start(answer: Answerer, lifeMs?: number) {
  const endpoint = await startEndpoint(0, answer, lifeMs);
  onTestFinished(endpoint.close);
  const socket = connect(endpoint.port, "127.0.0.1");
  await once(socket, "connect");
  onTestFinished(() => void socket.destroy());
  const head = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  return { socket, ask: (host = `127.0.0.1:${endpoint.port}`) => socket.write(head(host)) };
}

test.each<[string, Answerer, string | undefined]>([
  ["a stranger", async () => given, "attacker.example"],
  ["one without the token", async () => ({ ...given, status: 401 }), undefined],
  ["one whose answer failed", () => Promise.reject(new Error("failed")), undefined],
])("refuses %s once a connection, so that nobody holds one by asking again", async (_, answer, host) => {
  const { socket, ask } = await start(answer);
  ask(host);
  const answered = await text(socket);
  expect(answered).toMatch(/^HTTP\/1\.1 (?:401|403|500) .*\r\nconnection: close\r\n/is);
});

test("keeps the connection of who is given something, but not for long", async () => {
  const { socket, ask } = await start(async () => given, 300);
  const answers: string[] = [];
  socket.setEncoding("utf8").on("data", (part: string) => answers.push(part));
  ask();
  await expect.poll(() => answers.join("")).toContain("given");
  expect(answers.join("")).not.toMatch(/connection: close/i);
  await new Promise((resolve) => setTimeout(resolve, 350));
  ask();
  await once(socket, "end");
  expect(answers.join("")).toMatch(/given.*connection: close.*given$/is);
});

test("ends a connection that nothing comes of", async () => {
  const { socket, ask } = await start(() => new Promise(() => undefined), 50);
  ask();
  const startedAtMs = performance.now();
  await text(socket).catch(() => "");
  expect(performance.now() - startedAtMs).toBeLessThan(3_000);
});
