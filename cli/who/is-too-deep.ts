/** An audit line has five levels, an export a few more. */
const mostLevels = 32;

/** Whether a JSON text is nested deeper than anything that this service writes: told without parsing, which takes memory for each level. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length && depth <= mostLevels; at += 1) {
    const sign = text[at];
    if (sign === '"') isInText = !isInText;
    else if (isInText) at += sign === "\\" ? 1 : 0;
    else if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
  }
  return depth > mostLevels;
}
