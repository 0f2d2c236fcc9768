import { formats } from "../model/format.ts";

/** Bounds on what a caller may ask, so that nothing long reaches a pattern, a template or the audit record. */
export const askLimits = {
  /** Of a grant, or of an account. */
  nameCharacters: 128,
  /** `GRANT` or `GRANT/ACCOUNT`, as in the path and as `GrantRequired` lists them. */
  grantOrTarget: /^[^/]{1,128}(?:\/[^/]{1,128})?$/,
  parameterCount: 50,
  /** A letter, then letters, digits, `_` or `-`: 64 characters. */
  parameterName: /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
  parameterValueCharacters: 256,
} as const;

/** What a caller is told of each part of an ask that is not right: the rule, never what was sent. */
export const askRules = {
  grant: `A name has 1 to ${askLimits.nameCharacters} characters`,
  format: `The format is one of ${formats.join(", ")}`,
  durationSeconds: "The duration is a whole number of seconds, in decimal digits",
  parameters: `At most ${askLimits.parameterCount} parameters, names like NAME_1, values of at most ${askLimits.parameterValueCharacters} characters`,
} as const;
