/** The name of a key's member, however it is spelled, in JSON, XML or shell; or a key itself. */
const credentialsShape = /access_?key_?id|secret_?access_?key|session_?token|A[SK]IA[A-Z0-9]{12,}/i;

/** Whether a body has credentials in it, in whatever shape: also as JSON whose letters are escaped, and as UTF-16 that was read as UTF-8. */
export function hasCredentials(body: string): boolean {
  const text = body.replaceAll("\0", "");
  return [text, withoutEscapes(text)].some((read) => credentialsShape.test(read));
}

function withoutEscapes(text: string): string {
  try {
    // From its beginning on: a byte order mark is no JSON.
    return JSON.stringify(JSON.parse(text.replace(/^[^\x20-\x7e]+/, "")));
  } catch {
    return "";
  }
}
