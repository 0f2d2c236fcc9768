import type { Grant } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import { compilePattern } from "./compile-pattern.ts";

/**
 * The parameters of a request, judged by what the grant declares: each declared one, each whole, and no other.
 * @throws Refusal `InvalidParameter`
 */
export function checkParameters(grant: Grant, parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const declared = new Map(grant.parameters.map((parameter) => [parameter.name, parameter.pattern]));
  for (const name of parameters.keys()) {
    if (!declared.has(name)) {
      throw new Refusal("InvalidParameter", `grant ${grant.name} declares no such parameter`);
    }
  }
  for (const [name, pattern] of declared) {
    const value = parameters.get(name);
    if (value === undefined || !compilePattern(pattern)(value)) {
      const wrong = value === undefined ? "is missing" : "is not of the declared form";
      throw new Refusal("InvalidParameter", `grant ${grant.name}: parameter ${name} ${wrong}`, {
        publicDetail: `Parameter ${name} ${wrong}`,
      });
    }
  }
  return parameters;
}
