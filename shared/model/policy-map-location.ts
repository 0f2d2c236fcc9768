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
