/**
 * How long STS lets a session last: at least, at most where it is asked for with the credentials of another role, a chain, and at
 * most at all. No role can be set to allow less than a chain may last.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (DurationSeconds)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export const stsSeconds = { least: 900, mostOfChain: 3_600, most: 43_200 } as const;
