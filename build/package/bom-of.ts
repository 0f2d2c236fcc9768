/** A bill of materials as npm writes it, in CycloneDX; what of it is looked at here. */
export interface Bom {
  readonly serialNumber?: string;
  readonly metadata: {
    readonly timestamp?: string;
    readonly component: { readonly "bom-ref": string; readonly name: string };
  };
  readonly components: readonly { readonly "bom-ref": string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * The part of npm's bill that is in the bundles.
 * @param installed all that is installed
 * @param packages what is bundled
 * @param name of the whole: npm takes the folder's
 * @throws Error for a package that is bundled and not in it
 */
export function bomOf(
  installed: Bom,
  packages: readonly { readonly name: string; readonly version: string }[],
  name: string,
): Bom {
  const { serialNumber: _random, ...bom } = installed;
  const { timestamp: _now, ...metadata } = bom.metadata;
  const wanted = new Set(packages.map((bundled) => `${bundled.name}@${bundled.version}`));
  const components = bom.components.filter((component) => wanted.has(component["bom-ref"]));
  const known = new Set([metadata.component["bom-ref"], ...components.map((component) => component["bom-ref"])]);
  const missing = [...wanted].filter((reference) => !known.has(reference));
  if (missing.length > 0) throw new Error(`bundled, and not in npm's list: ${missing.join(", ")}`);
  return {
    ...bom,
    metadata: { ...metadata, component: { ...metadata.component, name } },
    components,
    dependencies: bom.dependencies
      .filter(({ ref }) => known.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => known.has(one)) })),
  };
}
