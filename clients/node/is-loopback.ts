import { isIPv4 } from "node:net";

/** Whether a URL names this very machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback({ hostname }: URL): boolean {
  return (isIPv4(hostname) && hostname.startsWith("127.")) || hostname === "[::1]" || hostname === "localhost";
}
