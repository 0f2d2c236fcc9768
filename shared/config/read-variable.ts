import { ConfigError } from "./config-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A variable as `parse` reads it; undefined where it is not set, or empty.
 * @throws ConfigError with what `parse` throws
 */
export function readOptional<Value>(env: Environment, name: string, parse: (text: string) => Value): Value | undefined {
  const text = env[name];
  if (!text) {
    return undefined;
  }
  try {
    return parse(text);
  } catch (cause) {
    throw new ConfigError(`${name}: ${cause instanceof Error ? cause.message : "unreadable"}`, { cause });
  }
}

/**
 * The same of one that must be there.
 * @param what it says: the end of the error
 * @throws ConfigError
 */
export function readRequired<Value>(
  env: Environment,
  name: string,
  what: string,
  parse: (text: string) => Value,
): Value {
  const value = readOptional(env, name, parse);
  if (value === undefined) {
    throw new ConfigError(`${name}: is not set; it says ${what}`);
  }
  return value;
}
