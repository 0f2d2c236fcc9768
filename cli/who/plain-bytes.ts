import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/**
 * What bytes say: unpacked where they are gzip.
 * @throws what the source throws, and zlib's errors
 */
export async function* plainBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    let head = Buffer.alloc(0);
    while (head.length < 2) {
      const { done, value } = await source.next();
      if (done === true) break;
      head = Buffer.concat([head, value]);
    }
    const whole = joined(head, source);
    if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* whole;
    const plain = createGunzip();
    // What fails on the way fails the reading below too, which is where it is told.
    pipeline(Readable.from(whole), plain).catch(() => {});
    yield* plain;
  } finally {
    await source.return?.();
  }
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
