/** A text in pieces of at most so many bytes of UTF-8, none of which ends within a character. Never empty. */
export function splitText(text: string, mostBytes: number): readonly string[] {
  const bytes = Buffer.from(text, "utf8");
  const pieces: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = Math.min(start + mostBytes, bytes.length);
    // Bytes of the form 10xxxxxx go on with a character (RFC 3629 section 3).
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    pieces.push(bytes.toString("utf8", start, end));
    start = end;
  }
  return pieces.length === 0 ? [""] : pieces;
}
