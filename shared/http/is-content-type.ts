/**
 * Whether a request's `Content-Type` values are exactly one, and that `type`, in UTF-8 if it says. A type that a browser form can send
 * without asking, such as `text/plain`, must not pass for another.
 */
export function isContentType(
  values: readonly string[],
  type: "application/json" | "application/x-www-form-urlencoded",
): boolean {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) {
    return false;
  }
  const [first, ...parameters] = value.split(";").map((part) => part.trim().toLowerCase());
  return first === type && parameters.every(isAllowedParameter);
}

/** RFC 8259 section 8.1 knows no encoding but UTF-8, and the URL Standard writes forms in no other. */
function isAllowedParameter(parameter: string): boolean {
  const [name, value] = parameter.split("=");
  return name !== "charset" || value === "utf-8" || value === '"utf-8"';
}
