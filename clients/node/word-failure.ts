const wordings: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ENOTFOUND: "the host's name is not known",
  EAI_AGAIN: "the host's name cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "no connection within the time limit",
  ENOENT: "there is no such file",
  EACCES: "permission is denied",
  EISDIR: "it is a folder",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  INVALID_PURPOSE: "its certificate is not one for servers",
  CERT_HAS_EXPIRED: "its certificate has expired",
};

/** OpenSSL's reasons, as it spells them, where what it reads as the head of a record is none. */
const notTls = /wrong version number|(?:packet|data) length too long/;

/** What the system says of a file or a connection, for a person. */
export function wordFailure(error: unknown): string {
  // Several addresses were tried: Node joins what each said, and has no message of its own.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error && "code" in first)) {
    return "it failed";
  }
  const code = String(first.code);
  // EPROTO is the same as seen in writing, with the reason in the message only.
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) {
    return notTls.test(first.message) ? "its answer is not TLS" : "the TLS handshake failed";
  }
  return wordings[code] ?? (code || "it failed");
}
