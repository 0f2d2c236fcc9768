/** Where a policy map is kept. */
export type PolicyMapLocation =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string }
  /** A parameter that holds the map, or the manifest of its parts. */
  | { readonly kind: "ssm"; readonly name: string }
  | {
      readonly kind: "appconfig";
      readonly application: string;
      readonly environment: string;
      readonly profile: string;
    };

/** Where the key sets of all issuers are kept: they are too large for a parameter, and change too often for a deployment. */
export type KeySetsLocation = Extract<PolicyMapLocation, { readonly kind: "file" | "s3" }>;
