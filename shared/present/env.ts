import type { SessionCredentials } from "../model/session-credentials.ts";
import { expiration } from "./expiration.ts";

/** Lines for `eval "$(curl ...)"`, with the variable names that the SDKs and the AWS CLI use. Ends with a newline. */
export function env(session: SessionCredentials): string {
  return [
    exportLine("AWS_ACCESS_KEY_ID", session.accessKeyId),
    exportLine("AWS_SECRET_ACCESS_KEY", session.secretAccessKey),
    exportLine("AWS_SESSION_TOKEN", session.sessionToken),
    exportLine("AWS_CREDENTIAL_EXPIRATION", expiration(session.expiresAtMs)),
  ].join("");
}

/**
 * The text is evaluated by a shell: between single quotes nothing has a meaning but the quote itself, which no
 * backslash can hide there (POSIX Shell Command Language 2.2.2), so the quotes are closed around it.
 */
function exportLine(name: string, value: string): string {
  return `export ${name}='${value.replaceAll("'", "'\\''")}'\n`;
}
