/**
 * An address that keys may be fetched from: https, or http to this machine itself where that is allowed.
 * @throws Error
 */
export function readKeyUrl(text: string, allowsLoopbackHttp: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new Error("the address is not a URL");
  if (url.username !== "" || url.password !== "") throw new Error("the address holds credentials");
  const isAllowed = url.protocol === "https:" || (allowsLoopbackHttp && url.protocol === "http:" && isLoopback(url));
  if (!isAllowed) throw new Error(`the address must be https, and is ${url.protocol}//${url.host}`);
  return url;
}

/** Names and addresses that never leave the machine; the URL parser has already brought every spelling of 127.0.0.1 to this one. */
function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(url.hostname);
}
