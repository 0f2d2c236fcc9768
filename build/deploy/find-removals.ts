import { type ConditionalTemplate, evaluateConditions } from "./evaluate-conditions.ts";

/** What of a template tells what a stack has. */
export interface StackTemplate extends ConditionalTemplate {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Condition?: string;
        readonly Properties?: { readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> } };
      }
    >
  >;
}

/** A stack as it is, or as it would be. */
export interface StackContent {
  readonly template: StackTemplate;
  /** Of parameters that are not as the template has them. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Made anew with each deployment, and called by what they are of. */
const replaced: readonly string[] = ["AWS::Lambda::Version", "AWS::ApiGateway::Deployment"];

/**
 * What a deployment would take away: resources, and settings that are empty afterwards. The second because much of what protects is no
 * resource of its own, such as mutual TLS.
 * @returns a line each
 */
export function findRemovals(deployed: StackContent, packaged: StackContent): readonly string[] {
  const [before, after] = [settingsOf(deployed), settingsOf(packaged)];
  const stays = new Set(resourcesOf(packaged).map(([name]) => name));
  return [
    ...resourcesOf(deployed)
      .filter(([name, { Type }]) => !stays.has(name) && !replaced.includes(Type))
      .map(([name, { Type }]) => `${name} (${Type})`),
    ...[...before].filter(([name]) => !after.has(name)).map(([name, value]) => `${name}, which is ${value}`),
  ].sort();
}

function resourcesOf({ template, parameters }: StackContent) {
  const holds = evaluateConditions(template, parameters);
  return Object.entries(template.Resources).filter(([, { Condition }]) => Condition === undefined || holds(Condition));
}

/** Parameters of the stack, and variables of its functions, that are set. */
function settingsOf(content: StackContent): ReadonlyMap<string, string> {
  const { Parameters = {} } = content.template;
  const parameters = Object.entries(Parameters).map(([name, { Default }]) => [
    name,
    content.parameters?.[name] ?? Default,
  ]);
  const variables = resourcesOf(content).flatMap(([, { Properties }]) =>
    Object.entries(Properties?.Environment?.Variables ?? {}),
  );
  const set = [...parameters, ...variables].flatMap(([name, value]): [string, string][] =>
    typeof name === "string" && typeof value === "string" && value !== "" ? [[name, value]] : [],
  );
  return new Map(set);
}
