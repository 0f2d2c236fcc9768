/** An IAM policy after reading: lists where the grammar allows a single value, condition keys in lower case. */
export interface Policy {
  /** Only version 2012-10-17 knows `${...}`; in 2008-10-17 it is plain text. */
  readonly hasVariables: boolean;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly principal: Principal | undefined;
  readonly actions: Names;
  /** Undefined in a trust policy: its resource is the role that carries it. */
  readonly resources: Names | undefined;
  readonly conditions: readonly Condition[];
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Names {
  readonly isNegated: boolean;
  readonly patterns: readonly string[];
}

/** `"*"` is everybody, and the same as `{"AWS": "*"}`. */
export interface Principal {
  readonly aws: readonly string[];
  readonly federated: readonly string[];
  readonly service: readonly string[];
}

export interface Condition {
  /** Without qualifier and suffix: a key of the operator table. */
  readonly operator: string;
  readonly qualifier: "ForAnyValue" | "ForAllValues" | undefined;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** What is known of a request: key in lower case, one or more values. A key that is absent is not in the map. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;
