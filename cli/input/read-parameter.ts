import { InvalidArgumentError } from "commander";

/**
 * One `--param NAME=VALUE`, behind those before it.
 * @throws InvalidArgumentError where it is not of that form, or the name has come before
 */
export function readParameter(
  text: string,
  earlier: readonly (readonly [name: string, value: string])[] = [],
): readonly (readonly [name: string, value: string])[] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Write name=value.");
  }
  if (earlier.some(([known]) => known === name)) {
    throw new InvalidArgumentError(`${name} is given twice.`);
  }
  return [...earlier, [name, value]];
}
