/**
 * What STS takes as an external ID. Anything else must not reach it: a call without one passes wherever a trust policy
 * forgets to ask.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (ExternalId)
 */
export const externalIdPattern = /^[\w+=,.@:/-]{2,1224}$/;
