/** What the core schema of YAML 1.2.2 (section 10.3.2) takes for null or for a number of any kind. */
const typed =
  /^(?:null|Null|NULL|~|True|TRUE|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Whole numbers of up to 15 digits are exact. */
const wholeNumber = /^(?:0|[1-9][0-9]{0,14})$/;

/** The value of a plain scalar; undefined where that is a question for the library. */
export function plainValue(text: string): string | number | boolean | undefined {
  if (text === "true") return true;
  if (text === "false") return false;
  if (wholeNumber.test(text)) return Number(text);
  return typed.test(text) ? undefined : text;
}
