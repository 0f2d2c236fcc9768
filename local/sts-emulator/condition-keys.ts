/**
 * Keys that a trust policy may test here. Any other `aws:`, `sts:` or `iam:` key is a typing error or something that the
 * emulator would answer differently from AWS, and is refused when the file is loaded. Keys with another prefix are an
 * identity provider's (`idp.example:sub`).
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_sts.html
 */
export function isEmulatedKey(key: string): boolean {
  return !/^(?:aws|sts|iam|saml):/.test(key) || known.has(key) || tagKeys.test(key);
}

const tagKeys = /^(?:aws:(?:principaltag|requesttag|resourcetag)|iam:resourcetag)\/./;

const known = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:multifactorauthpresent",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:principalorgid",
  "aws:principaltype",
  "aws:requestedregion",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:securetransport",
  "aws:sourceidentity",
  "aws:sourceip",
  "aws:tagkeys",
  "aws:tokenissuetime",
  "aws:useragent",
  "aws:userid",
  "aws:username",
  "aws:viaawsservice",
  "sts:externalid",
  "sts:rolesessionname",
  "sts:sourceidentity",
  "sts:transitivetagkeys",
  // Absent in every call that comes here, as they would be at AWS in a call from outside a VPC or a service.
  "aws:multifactorauthage",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:vpcsourceip",
  "aws:calledvia",
  "aws:federatedprovider",
]);
