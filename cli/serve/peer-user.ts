import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

/**
 * Whose process is at the other end of a connection within this machine, as the kernel has it (Linux: /proc/net/tcp).
 * @returns the user's id; undefined where the kernel does not say
 */
export async function peerUser(socket: Socket): Promise<number | undefined> {
  const { remoteAddress = "", remotePort = 0, localAddress = "", localPort = 0 } = socket;
  // The peer's own end, so local and remote are the other way round. A socket for IPv6 has both as mapped addresses.
  for (const [table, prefix] of [
    ["/proc/net/tcp", ""],
    ["/proc/net/tcp6", "0000000000000000FFFF0000"],
  ] as const) {
    const end = `${prefix}${hexOf(remoteAddress, remotePort)} ${prefix}${hexOf(localAddress, localPort)}`;
    const line = (await readFile(table, "utf8").catch(() => "")).split("\n").find((row) => row.includes(end));
    const user = line?.trim().split(/\s+/)[7];
    if (user !== undefined) {
      return Number(user);
    }
  }
  return undefined;
}

/** The kernel prints the four bytes as one number of its own byte order: little-endian on all that Node runs on but s390x. */
function hexOf(address: string, port: number): string {
  const bytes = address.split(".").map(Number).reverse();
  return `${Buffer.from(bytes).toString("hex")}:${port.toString(16).padStart(4, "0")}`.toUpperCase();
}
