import { fileURLToPath } from "node:url";
import type { PolicyMapLocation } from "../model/policy-map-location.ts";

const forms = "file:PATH, s3://BUCKET/KEY, ssm:/NAME or appconfig:APPLICATION/ENVIRONMENT/PROFILE";

/**
 * Reads a location as `POLICY_MAP` has it.
 * @throws Error that says which forms there are
 */
export function parsePolicyMapLocation(location: string): PolicyMapLocation {
  const parsed = readFile(location) ?? readS3(location) ?? readSsm(location) ?? readAppConfig(location);
  if (parsed === undefined) {
    throw new Error(`${location} is no place for a policy map; use ${forms}${hintFor(location)}`);
  }
  return parsed;
}

/** Where the form is right, it is a name in it that AWS would not take. */
function hintFor(location: string): string {
  return /^s3:\/\/[^/]+\/./.test(location)
    ? "; a bucket's name has 3 to 63 of a-z, 0-9, dot and hyphen, and a key no ? or #"
    : "";
}

/** The path as it is, or a whole `file:///` URL, whose escapes are undone. */
function readFile(location: string): PolicyMapLocation | undefined {
  const path = location.startsWith("file:///") ? pathOf(location) : /^file:(?!\/\/)(.+)$/s.exec(location)?.[1];
  return path === undefined ? undefined : { kind: "file", path };
}

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined; // an escaped slash, or half an escape
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function readS3(location: string): PolicyMapLocation | undefined {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^?#]{1,1024})$/.exec(location) ?? [];
  return bucket === undefined || key === undefined ? undefined : { kind: "s3", bucket, key };
}

/** A hierarchical name, so that the parts of a split map can lie below it. */
function readSsm(location: string): PolicyMapLocation | undefined {
  const name = /^ssm:((?:\/[A-Za-z0-9_.-]+){1,13})$/.exec(location)?.[1];
  return name === undefined || name.length > 900 ? undefined : { kind: "ssm", name };
}

/** Names or ids. */
function readAppConfig(location: string): PolicyMapLocation | undefined {
  const [, application, environment, profile] =
    /^appconfig:([^/]{1,128})\/([^/]{1,128})\/([^/]{1,128})$/.exec(location) ?? [];
  return application === undefined || environment === undefined || profile === undefined
    ? undefined
    : { kind: "appconfig", application, environment, profile };
}
