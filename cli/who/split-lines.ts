const lineBreak = 0x0a;

/**
 * Lines of UTF-8, without their line breaks. Only a line feed ends one: JSON leaves every other sign that some call a line's end as it is, in
 * texts that callers choose.
 * @param mostBytes what a line may have: of a longer one nothing is kept
 * @returns undefined in place of a line that is longer
 */
export async function* splitLines(
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<string | undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array) => {
    length += part.length;
    if (length > mostBytes) parts = [];
    else parts.push(part);
  };
  const take = () => {
    const line = length > mostBytes ? undefined : Buffer.concat(parts).toString("utf8");
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(lineBreak); end >= 0; end = chunk.indexOf(lineBreak, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  if (length > 0) yield take();
}
