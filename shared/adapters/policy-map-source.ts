import type { PolicyMapLocation } from "../model/policy-map-location.ts";
import { createAppConfigSource } from "./policy-map-appconfig.ts";
import { createFileSource } from "./policy-map-file.ts";
import type { PolicyMapReading } from "./policy-map-reading.ts";
import { createS3Source } from "./policy-map-s3.ts";
import { createSsmSource } from "./policy-map-ssm.ts";

/** How long a source may take, and how much it may give. */
export interface SourceLimits {
  /** Until the connection stands. */
  readonly connectionTimeoutMs: number;
  /** Until one attempt is answered. */
  readonly attemptTimeoutMs: number;
  /** For all of one read, each part and the last byte included. */
  readonly totalTimeoutMs: number;
  readonly attempts: number;
  readonly maxBytes: number;
}

/** Where a policy map is read from, again and again. */
export interface PolicyMapSource {
  readonly kind: PolicyMapLocation["kind"];
  /** As `POLICY_MAP` has it. */
  readonly location: string;
  /**
   * What the source holds now.
   * @param previous the version that the reader has seen last, valid or not
   * @throws Fault `UpstreamUnavailable` where the source cannot be read, `UpstreamInvalid` where its parts do not fit together
   */
  readonly read: (previous?: string) => Promise<PolicyMapReading>;
  /**
   * A file that the map includes, watched from then on as the map itself is. Undefined: this source holds whole maps only.
   * @param path as the map has it
   * @param from the name of the file that it stands in
   */
  readonly readInclude?: (path: string, from: string) => { readonly text: string; readonly name: string };
}

export interface SourceOptions {
  readonly region: string;
  /** How often the source is going to be asked, which AppConfig wants to know. */
  readonly refreshSeconds: number;
  readonly limits?: Partial<SourceLimits>;
  /** What is kept there, in the words of a fault, where it is no policy map. */
  readonly what?: string;
}

const defaultLimits: SourceLimits = {
  connectionTimeoutMs: 500,
  attemptTimeoutMs: 1_500,
  totalTimeoutMs: 3_000,
  attempts: 2,
  // Validated YAML is a tenth of this at most; a compiled map of 100,000 grants is about half.
  maxBytes: 32_000_000,
};

/** The source at a location. It costs nothing until it is read: each loads its own client then. */
export function createPolicyMapSource(location: PolicyMapLocation, options: SourceOptions): PolicyMapSource {
  const limits = { ...defaultLimits, ...options.limits };
  switch (location.kind) {
    case "file":
      return createFileSource(location, limits, options.what);
    case "s3":
      return createS3Source(location, { ...options, limits });
    case "ssm":
      return createSsmSource(location, { region: options.region, limits });
    case "appconfig":
      return createAppConfigSource(location, { ...options, limits });
  }
}
