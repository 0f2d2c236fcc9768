import { parsePolicyMapLocation } from "../../shared/config/parse-policy-map-location.ts";
import type { PolicyMapLocation } from "../../shared/model/policy-map-location.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import { pathOf } from "../input/read-text.ts";
import { createFileTarget } from "./file-target.ts";
import type { PublishTarget } from "./publish-target.ts";

type OpenTarget = (location: string, io: CliIo) => PublishTarget | Promise<PublishTarget>;

/** By scheme. One that needs a client of AWS imports it here, when it is asked for. */
const schemes: Readonly<Record<string, OpenTarget>> = {
  "file:": (location) => createFileTarget(pathOf(location)),
  "s3:": async (location, io) => {
    const { createS3Target } = await import("./s3-target.ts");
    return await createS3Target(read(location, "s3"), regionOf(io));
  },
  "ssm:": async (location, io) => {
    const { createSsmTarget } = await import("./ssm-target.ts");
    return await createSsmTarget(read(location, "ssm"), regionOf(io));
  },
};

/** Undefined: what the AWS configuration files say. */
function regionOf({ env }: CliIo): string | undefined {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined;
}

type Located<Kind> = Extract<PolicyMapLocation, { readonly kind: Kind }>;

function read<Kind extends PolicyMapLocation["kind"]>(location: string, kind: Kind): Located<Kind> {
  try {
    const parsed = parsePolicyMapLocation(location);
    if (parsed.kind === kind) return parsed as Located<Kind>;
  } catch {
    // said below, in the words of this program
  }
  throw new CliError(`${JSON.stringify(location)} is no place to publish to; use s3://BUCKET/KEY or ssm:/NAME`);
}

/** What `--to` means, for the help. */
export const targetArgument = "where services read the map from: file:PATH, s3://BUCKET/KEY or ssm:/NAME";

/**
 * The target at a location.
 * @throws CliError for a scheme that there is no target for
 */
export async function openTarget(location: string, io: CliIo): Promise<PublishTarget> {
  const scheme = /^[a-z0-9]+:/.exec(location)?.[0] ?? "";
  const open = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (open === undefined) {
    const known = Object.keys(schemes).join(", ");
    throw new CliError(`${JSON.stringify(location)} is no place to publish to; it begins with one of: ${known}`);
  }
  return open(location, io);
}
