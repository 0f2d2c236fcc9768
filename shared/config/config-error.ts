/** The environment does not say what the service needs to know. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
