const repair =
  "write such as https://api.corp.example/vend; several are separated by commas, and http is for loopback only";

/**
 * Reads the URLs that callers write in front of this service's paths, such as `https://api.corp.example/vend`.
 * @returns without a slash at their end
 * @throws Error that says which one is none, and why
 */
export function parsePublicUrls(text: string): readonly string[] {
  return text.split(",").map((part) => parsePublicUrl(part.trim()));
}

function parsePublicUrl(text: string): string {
  const url = /^https?:\/\/[\x21-\x7e]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || /[?#\\]/.test(text)) {
    throw new Error(`${JSON.stringify(text)} is no URL without user, query and fragment; ${repair}`);
  }
  if (url.protocol === "http:" && !["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) {
    throw new Error(`${JSON.stringify(text)} is not https; ${repair}`);
  }
  return text.replace(/\/+$/, "");
}
