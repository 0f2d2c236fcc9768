import type { SecretsProvider } from "@aws-lambda-powertools/parameters/secrets";
import type { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";
import { Fault } from "../model/fault.ts";
import type { ExternalIdReference } from "../model/policy-document.ts";
import { isPassing } from "./failure-kind.ts";
import { clientSettings } from "./policy-map-client.ts";
import { describeSdkError } from "./sdk-error.ts";

/**
 * The text that a reference leads to.
 * @throws Fault `UpstreamUnavailable` where the store is down, `Internal` where it holds none of that name for this service
 */
export type ReadStoredText = (reference: ExternalIdReference) => Promise<string>;

/** A reference as operators know it. */
export function nameOf(reference: ExternalIdReference): string {
  return "ssm" in reference
    ? `the parameter ${reference.ssm}`
    : `the secret ${reference.secret}${reference.member === undefined ? "" : `#${reference.member}`}`;
}

/** Reads SSM parameters, decrypted, and secrets by Powertools Parameters, whose clients are loaded with the first of each kind. */
export function createStoredTexts(region: string): ReadStoredText {
  let parameters: Promise<SSMProvider> | undefined;
  let secrets: Promise<SecretsProvider> | undefined;
  const clientConfig = clientSettings(region, { connectionTimeoutMs: 500, attemptTimeoutMs: 1_000, attempts: 2 });

  async function fetchText(reference: ExternalIdReference): Promise<string | Uint8Array | undefined> {
    // Powertools keeps values for a time of its own: the one who asks knows better when to ask again.
    const sdkOptions = { forceFetch: true };
    if ("ssm" in reference) {
      parameters ??= import("@aws-lambda-powertools/parameters/ssm").then(
        ({ SSMProvider }) => new SSMProvider({ clientConfig }),
      );
      return await (await parameters).get(reference.ssm, { ...sdkOptions, decrypt: true });
    }
    secrets ??= import("@aws-lambda-powertools/parameters/secrets").then(
      ({ SecretsProvider }) => new SecretsProvider({ clientConfig }),
    );
    return await (await secrets).get(reference.secret, sdkOptions);
  }

  return async (reference) => {
    const stored = await fetchText(reference).catch((error: unknown) => {
      throw storeFault(reference, error);
    });
    const member = "secret" in reference ? reference.member : undefined;
    const text = member === undefined ? stored : memberOf(stored, member);
    if (typeof text === "string") return text;
    throw new Fault("Internal", `${nameOf(reference)} holds no text there`);
  };
}

/** The cause is told and not kept, here and below: what it quotes could be the value. */
function storeFault(reference: ExternalIdReference, error: unknown): Fault {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const reason = `${nameOf(reference)} cannot be read: ${describeSdkError(cause)}`;
  return new Fault(isPassing(cause) ? "UpstreamUnavailable" : "Internal", reason);
}

function memberOf(text: unknown, name: string): unknown {
  const value = typeof text === "string" ? parseJson(text) : undefined;
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
