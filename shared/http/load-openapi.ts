import { hash } from "node:crypto";

/** The description of this API as it is sent. */
interface OpenApiText {
  readonly text: string;
  /** An entity tag (RFC 9110 section 8.8.3): the same for the same bytes at every instance. */
  readonly tag: string;
}

let loading: Promise<OpenApiText> | undefined;

/** The text that `build/write-openapi.ts` wrote, without its white space. Loaded once, when first asked for: no other route needs it. */
export function loadOpenApi(): Promise<OpenApiText> {
  loading ??= load();
  return loading;
}

async function load(): Promise<OpenApiText> {
  const { default: document } = await import("./openapi.json", { with: { type: "json" } });
  const text = JSON.stringify(document);
  return { text, tag: `"${hash("sha256", text, "base64url")}"` };
}
