import type { Grant, Parameter } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import { compileOnce } from "./compile-once.ts";
import { compilePattern } from "./compile-pattern.ts";

const patternOf = compileOnce((parameter: Parameter) => compilePattern(parameter.pattern));

/**
 * The parameters of a request, judged by what the grant declares: each declared one, each whole, and no other.
 * @throws Refusal `InvalidParameter`
 */
export function checkParameters(grant: Grant, parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const parameter of grant.parameters) {
    const { name } = parameter;
    const value = parameters.get(name);
    if (value === undefined || !patternOf(parameter)(value)) {
      const wrong = value === undefined ? "is missing" : "is not of the declared form";
      throw new Refusal("InvalidParameter", `grant ${grant.name}: parameter ${name} ${wrong}`, {
        publicDetail: `Parameter ${name} ${wrong}`,
      });
    }
  }
  // Every declared one is there, so any more are undeclared.
  if (parameters.size !== grant.parameters.length) {
    throw new Refusal("InvalidParameter", `grant ${grant.name} does not declare every parameter that was sent`);
  }
  return parameters;
}
