/** Errors whose message names the resource or the missing right, and nothing else. Others can quote signed headers. */
const telling = /^(?:AccessDenied|NoSuch|NotFound|ResourceNotFound|ParameterNotFound|KMS|CredentialsProviderError)/;

/** What an SDK error may say in a log: its name, code and status, and its message where that is known to be harmless. */
export function describeSdkError(error: unknown): string {
  if (!(error instanceof Error)) {
    return "unknown";
  }
  return telling.test(error.name) ? `${nameSdkError(error)}: ${error.message}` : nameSdkError(error);
}

/** Its name, code and status: none of them is of anybody's making but AWS's and Node's. */
export function nameSdkError(error: Error): string {
  const status = statusOf(error);
  return [error.name, codeOf(error), status === undefined ? "" : `HTTP ${status}`]
    .filter((word) => word !== "")
    .join(" ");
}

/** The status of the answer; undefined: there was none. */
export function statusOf(error: unknown): number | undefined {
  const metadata =
    typeof error === "object" && error !== null && "$metadata" in error
      ? (error.$metadata as { readonly httpStatusCode?: number } | undefined)
      : undefined;
  return metadata?.httpStatusCode;
}

/** Node's code for what went wrong below HTTP; empty: nothing of the kind. */
export function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
