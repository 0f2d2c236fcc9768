import type { Query } from "./read-query.ts";
import { StsError } from "./sts-error.ts";

/** What the service model says of a string parameter. Lengths in characters, not in bytes or UTF-16 units. */
export interface StringConstraint {
  readonly isRequired?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** As STS prints it. */
  readonly pattern?: { readonly printed: string; readonly whole: RegExp };
  /** Never repeated in an answer. */
  readonly isSecret?: boolean;
}

const arnCharacters = {
  printed: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
  // STS refuses supplementary characters, whatever the pattern that it prints seems to say.
  whole: /^[\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD]+$/u,
};
const policyCharacters = { printed: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", whole: /^[\t\n\r\x20-\xFF]+$/u };
const nameCharacters = { printed: "[\\w+=,.@-]*", whole: /^[\w+=,.@-]*$/ };

/**
 * From the STS service model (version 2011-06-15) and, for the length of a policy, the API reference.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const constraints = {
  RoleArn: { isRequired: true, min: 20, max: 2048, pattern: arnCharacters },
  RoleSessionName: { isRequired: true, min: 2, max: 64, pattern: nameCharacters },
  ExternalId: {
    min: 2,
    max: 1224,
    pattern: { printed: "[\\w+=,.@:\\/-]*", whole: /^[\w+=,.@:/-]*$/ },
  },
  // The colon of the reserved prefix `aws:` is outside the pattern: STS has no other error for it.
  SourceIdentity: { min: 2, max: 64, pattern: nameCharacters },
  Policy: { min: 1, max: 2048, pattern: policyCharacters },
  WebIdentityToken: { isRequired: true, min: 4, max: 20_000, isSecret: true },
  ProviderId: { min: 4, max: 2048 },
  tagKey: {
    isRequired: true,
    min: 1,
    max: 128,
    pattern: { printed: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", whole: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u },
  },
  tagValue: {
    isRequired: true,
    max: 256,
    pattern: { printed: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", whole: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u },
  },
} as const satisfies Record<string, StringConstraint>;

/** Gathers what is wrong, for STS answers all of it at once. `field` is spelled as STS does: `tags.1.member.key`. */
export class ConstraintCheck {
  readonly #violations: string[] = [];
  readonly #query: Query;

  constructor(query: Query) {
    this.#query = query;
  }

  string(parameter: string, field: string, constraint: StringConstraint): string | undefined {
    const value = this.#query.get(parameter);
    if (value === undefined) {
      if (constraint.isRequired === true) this.#violate(field, undefined, "Member must not be null");
      return undefined;
    }
    const shown = constraint.isSecret === true ? undefined : value;
    const length = [...value].length;
    const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = constraint;
    if (pattern !== undefined && !pattern.whole.test(value)) {
      this.#violate(field, shown ?? "", `Member must satisfy regular expression pattern: ${pattern.printed}`);
    }
    if (length < min) this.#violate(field, shown, `Member must have length greater than or equal to ${min}`);
    if (length > max) this.#violate(field, shown, `Member must have length less than or equal to ${max}`);
    return value;
  }

  /** @throws StsError MalformedInput for what is no 32-bit integer */
  integer(parameter: string, field: string, { min, max }: { readonly min: number; readonly max: number }) {
    const text = this.#query.get(parameter);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text === "") throw new StsError("MalformedInput", "missing value for decimal type");
    if (!/^[+-]?\d+$/.test(text) || value !== (value | 0)) throw new StsError("MalformedInput");
    if (value < min) this.#violate(field, String(value), `Member must have value greater than or equal to ${min}`);
    if (value > max) this.#violate(field, String(value), `Member must have value less than or equal to ${max}`);
    return value;
  }

  listLength(length: number, field: string, max: number): void {
    if (length > max) this.#violate(field, undefined, `Member must have length less than or equal to ${max}`);
  }

  /** @throws StsError ValidationError with everything that was wrong so far */
  finish(): void {
    const count = this.#violations.length;
    if (count === 0) return;
    const heading = `${count} validation error${count === 1 ? "" : "s"} detected: `;
    throw new StsError("ValidationError", heading + this.#violations.join("; "));
  }

  #violate(field: string, value: string | undefined, rule: string): void {
    const shown = value !== undefined ? `Value '${value}'` : rule.endsWith("null") ? "Value null" : "Value";
    this.#violations.push(`${shown} at '${field}' failed to satisfy constraint: ${rule}`);
  }
}
