import net from "node:net";

/** Tests talk to this machine only: a connection to anywhere else is a bug of the test or, worse, of the service. */
const connect = net.Socket.prototype.connect;
const loopback = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/;

net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  // `net.connect` passes its normalised arguments on as one array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const target =
    typeof first === "object" && first !== null
      ? (first as { host?: string; path?: string | null })
      : { host: typeof second === "string" ? second : "localhost", ...(typeof first === "string" && { path: first }) };
  // Agents of http and https say null for a path.
  if (!target.path && !loopback.test(target.host ?? "localhost")) {
    throw new Error(`tests may connect to loopback only, not to ${target.host}`);
  }
  return Reflect.apply(connect, this, args) as net.Socket;
} as typeof net.Socket.prototype.connect;
