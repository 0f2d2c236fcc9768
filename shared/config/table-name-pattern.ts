/**
 * A DynamoDB table's name.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export const tableNamePattern = /^[A-Za-z0-9_.-]{3,255}$/;
