import { createSocket } from "node:dgram";
import { once } from "node:events";

/** What X-Ray gets of a request, or of a step of it. */
interface Segment {
  readonly id: string;
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly fault?: boolean;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** Takes what a process in Lambda sends to the X-Ray daemon beside it. */
export async function startXrayDaemon() {
  const socket = createSocket("udp4");
  const received: string[] = [];
  socket.on("message", (message) => received.push(message.toString("utf8")));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    /** For `AWS_XRAY_DAEMON_ADDRESS`. */
    address: `127.0.0.1:${socket.address().port}`,
    /** All that has come, as it came. */
    text: () => received.join("\n"),
    segments: () => received.map((message) => JSON.parse(message.slice(message.indexOf("\n") + 1)) as Segment),
    forget: () => {
      received.length = 0;
    },
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
