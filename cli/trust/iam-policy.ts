/** An identity policy: what the one that carries it may do. */
export interface IamPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly AllowStatement[];
}

export interface AllowStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringEquals: { readonly "aws:ResourceAccount": string } };
}
