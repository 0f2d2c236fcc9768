import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

export type Partition = "aws" | "aws-cn" | "aws-us-gov";

export interface RoleArn {
  readonly arn: string;
  readonly partition: Partition;
  readonly accountId: string;
}

const arnPattern = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/(.*)$/s;

/** @throws Flaw */
export function parseRoleArn(text: string): RoleArn {
  const [, partition, accountId, name] = arnPattern.exec(text) ?? [];
  if (partition === undefined || accountId === undefined || name === undefined) {
    throw new Flaw(
      `${quoteValue(text)} is not the ARN of a role in the partitions aws, aws-cn or aws-us-gov`,
      "write arn:aws:iam::111122223333:role/NAME",
    );
  }
  parseRoleName(name);
  return { arn: text, partition: partition as Partition, accountId };
}

/**
 * The name of a role with its path, without a slash in front, checked by the rules of IAM.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @throws Flaw
 */
export function parseRoleName(text: string): string {
  // Narrower than IAM in the path, where it takes all of ASCII: what means something in a pattern is no name here.
  if (!/^(?=.{0,511}[^/]*$)(?:[\w+=,.@:-]+\/)*[\w+=,.@-]{1,64}$/.test(text)) {
    throw new Flaw(
      `${quoteValue(text)} is not the name of a role`,
      "write 1 to 64 letters, digits or characters of _+=,.@- and, if the role has a path, that before it",
    );
  }
  return text;
}

/** The partition that a region belongs to; without a region: the one that most of the world uses. */
export function partitionOf(region: string | undefined): Partition {
  if (region?.startsWith("cn-")) return "aws-cn";
  return region?.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
