/**
 * IAM's operators by what they compare: `typed` is neither text nor an ARN.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const conditionOperators = {
  text: "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike".split(
    " ",
  ),
  arn: "ArnEquals ArnLike ArnNotEquals ArnNotLike".split(" "),
  typed: [
    ..."NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals".split(" "),
    ..."NumericGreaterThan NumericGreaterThanEquals".split(" "),
    ..."DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals".split(" "),
    ..."Bool BinaryEquals IpAddress NotIpAddress Null".split(" "),
  ],
} as const;
