/** By what callers reach a stack: its own domain, where it has one, else what API Gateway calls it. */
export function addressOf(
  outputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const { DOMAIN_NAME: domain, BASE_PATH: basePath = "" } = env;
  return domain ? `https://${domain}${basePath}` : (outputs["HttpApiUrl"] ?? outputs["PrivateApiUrl"] ?? "");
}
