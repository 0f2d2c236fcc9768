/** One thing that a role may do: an action on a resource. */
export interface Permission {
  /** The role's name in the template. */
  readonly role: string;
  readonly action: string;
  /** As the template has it, `<Name.Arn>` for what CloudFormation fills in of another resource. */
  readonly resource: string;
  /** As JSON; empty for none. */
  readonly condition: string;
}

/** What of a CloudFormation template tells who may do what. */
export interface PolicedTemplate {
  // biome-ignore lint/suspicious/noExplicitAny: each type has others, and CloudFormation knows them
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: any }>>;
}

/**
 * All that the roles of a template may do, whatever kind of policy says so. A function that runs as a role from elsewhere, and a policy
 * from elsewhere, are permissions too: nobody here knows how wide.
 * @throws Error for a statement that allows what it does not name
 */
export function templatePermissions({ Resources: resources }: PolicedTemplate): readonly Permission[] {
  return Object.entries(resources).flatMap(([name, { Type: type, Properties: properties }]): readonly Permission[] => {
    switch (type) {
      case "AWS::IAM::Role":
        return [
          ...(properties.Policies ?? []).flatMap((policy: PolicyHolder) => permissionsOf(name, policy)),
          ...foreignPolicies(name, properties.ManagedPolicyArns ?? [], resources),
        ];
      case "AWS::IAM::Policy":
        return rolesOf(properties).flatMap((role) => permissionsOf(role, properties));
      case "AWS::IAM::ManagedPolicy":
        return carriersOf(name, resources).flatMap((role) => permissionsOf(role, properties));
      case "AWS::Lambda::Function":
        return resources[roleOf(properties.Role)]?.Type === "AWS::IAM::Role"
          ? []
          : [{ role: textOf(properties.Role), action: "whatever it may", resource: name, condition: "" }];
      default:
        return [];
    }
  });
}

/** The name of a function's role in the template. */
export function roleOf(role: unknown): string {
  return textOf(role).replace(/^<(.+)\.Arn>$/, "$1");
}

interface PolicyHolder {
  readonly PolicyDocument: { readonly Statement: Statement | readonly Statement[] };
}

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

function permissionsOf(role: string, { PolicyDocument: { Statement: statements } }: PolicyHolder): Permission[] {
  return listOf(statements)
    .filter(({ Effect }) => Effect !== "Deny")
    .flatMap((statement) => {
      const { Action: actions, Resource: resources, Condition: condition } = statement;
      if (actions === undefined || resources === undefined) {
        throw new Error(`${role}: allows what it does not name: ${JSON.stringify(statement)}`);
      }
      return listOf(actions).flatMap((action) =>
        listOf(resources).map((resource) => ({
          role,
          action: textOf(action),
          resource: textOf(resource),
          condition: condition === undefined ? "" : JSON.stringify(condition),
        })),
      );
    });
}

function foreignPolicies(
  role: string,
  arns: readonly unknown[],
  resources: PolicedTemplate["Resources"],
): Permission[] {
  return arns
    .map(textOf)
    .filter((arn) => resources[arn.slice(1, -1)]?.Type !== "AWS::IAM::ManagedPolicy")
    .map((arn) => ({ role, action: "whatever it says", resource: arn, condition: "" }));
}

function carriersOf(policy: string, resources: PolicedTemplate["Resources"]): readonly string[] {
  const carriers = Object.entries(resources).filter(
    ([, { Type: type, Properties: properties }]) =>
      type === "AWS::IAM::Role" && (properties.ManagedPolicyArns ?? []).map(textOf).includes(`<${policy}>`),
  );
  return [...carriers.map(([name]) => name), ...rolesOf(resources[policy]?.Properties)];
}

function rolesOf({ Roles: roles = [] }: { readonly Roles?: readonly unknown[] }): readonly string[] {
  return roles.map((role) => textOf(role).replace(/^<(.+)>$/, "$1"));
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const [[name, operand] = []] = Object.entries(value as object);
  if (name === "Fn::Sub" && typeof operand === "string") return operand;
  if (name === "Ref") return `<${operand}>`;
  if (name === "Fn::GetAtt") return `<${operand.join(".")}>`;
  return JSON.stringify(value);
}

function listOf<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? value : [value as Item];
}
