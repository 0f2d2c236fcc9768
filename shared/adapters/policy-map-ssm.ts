import type { SSMClient } from "@aws-sdk/client-ssm";
import { clientSettings, type SourceSettings, sourceFault } from "./policy-map-client.ts";
import { contentVersion, type PolicyMapReading, tooLarge } from "./policy-map-reading.ts";
import type { PolicyMapSource } from "./policy-map-source.ts";
import { readParts, readPartsManifest } from "./policy-map-ssm-parts.ts";

/**
 * A map in an SSM parameter, or in several, because one holds 4 KB, or 8 in the advanced tier: then the parameter itself is the
 * manifest of the parts. Parts lie below the digest of the whole, so that those of two versions never mix, and a new
 * version is there for readers in the moment in which its manifest is.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function createSsmSource({ name }: { readonly name: string }, settings: SourceSettings): PolicyMapSource {
  const location = `ssm:${name}`;
  const { totalTimeoutMs, maxBytes } = settings.limits;
  let client: SSMClient | undefined;

  async function read(previous?: string): Promise<PolicyMapReading> {
    const { SSMClient, GetParameterCommand } = await import("@aws-sdk/client-ssm");
    client ??= new SSMClient(clientSettings(settings.region, settings.limits));
    const abortSignal = AbortSignal.timeout(totalTimeoutMs);
    try {
      const output = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }), { abortSignal });
      const { Value: value = "", Version: number } = output.Parameter ?? {};
      // The number begins at 1 again where a parameter was deleted and made anew.
      const version = `${number}-${contentVersion(value)}`;
      if (version === previous) {
        return { unchanged: true };
      }
      const manifest = readPartsManifest(value);
      const text = manifest === undefined ? value : await readParts(client, name, manifest, abortSignal);
      return Buffer.byteLength(text) > maxBytes
        ? tooLarge(maxBytes, location, version)
        : { text, name: location, version };
    } catch (error) {
      throw sourceFault(location, error);
    }
  }

  return { kind: "ssm", location, read };
}
