import { type Format, formats } from "../../shared/model/format.ts";
import { presentSession } from "../../shared/present/present-session.ts";
import { exampleSession } from "./example-session.ts";
import { pickHeaders } from "./pick-headers.ts";
import { reference } from "./reference.ts";

/** The name of the schema of what is answered for a format: `ContainerCredentials`. */
export function schemaNameOf(format: Format): string {
  return `${format.charAt(0).toUpperCase()}${format.slice(1)}Credentials`;
}

/** Credentials, in each shape. The examples are what the service itself would answer. */
export function credentialsResponse(): object {
  const jsonFormats = formats.filter((format) => format !== "env");
  return {
    description:
      "Credentials, in the shape that was asked for. The status is 200 exactly, and no cache may keep the answer.",
    headers: pickHeaders("DPoP-Nonce"),
    content: {
      "application/json": {
        schema: { oneOf: jsonFormats.map((format) => reference("schemas", schemaNameOf(format))) },
        examples: Object.fromEntries(
          jsonFormats.map((format) => [format, { value: JSON.parse(exampleOf(format)) as unknown }]),
        ),
      },
      "text/plain": {
        schema: reference("schemas", schemaNameOf("env")),
        examples: { env: { value: exampleOf("env") } },
      },
    },
  };
}

function exampleOf(format: Format): string {
  const nowMs = exampleSession.expiresAtMs - exampleSession.durationSeconds * 1_000;
  return presentSession(exampleSession, { format, answersAccountId: false, nowMs }).body;
}
