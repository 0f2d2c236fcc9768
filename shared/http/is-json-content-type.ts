/**
 * Whether a request's `Content-Type` values are exactly one `application/json`, in UTF-8 if it says (RFC 8259 section
 * 8.1 knows no other). A type that a browser form can send without asking, such as `text/plain`, must not pass.
 */
export function isJsonContentType(values: readonly string[]): boolean {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) {
    return false;
  }
  const [type, ...parameters] = value.split(";").map((part) => part.trim().toLowerCase());
  return type === "application/json" && parameters.every(isAllowedParameter);
}

function isAllowedParameter(parameter: string): boolean {
  const [name, value] = parameter.split("=");
  return name !== "charset" || value === "utf-8" || value === '"utf-8"';
}
