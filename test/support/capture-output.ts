/** Keeps what is written to standard output and error, and shows it to nobody. No spy: vitest would end it before the first test. */
export function captureOutput(): { readonly text: () => string; readonly stop: () => void } {
  const chunks: string[] = [];
  const keep = (chunk: string | Uint8Array): boolean => {
    chunks.push(Buffer.from(chunk).toString("utf8"));
    return true;
  };
  const writes = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of writes) stream.write = keep;
  return {
    text: () => chunks.join(""),
    stop: () => {
      for (const { stream, write } of writes) stream.write = write;
    },
  };
}
