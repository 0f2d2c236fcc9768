/** `ForAnyValue:StringLikeIfExists` as its parts. */
export function splitOperator(operator: string) {
  const [, qualifier, name = "", ifExists = ""] = /^(?:([^:]*):)?(.*?)(IfExists)?$/s.exec(operator) ?? [];
  return { qualifier, name, ifExists };
}
