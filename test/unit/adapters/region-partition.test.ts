import { expect, test } from "vitest";
import { regionPartition } from "../../../shared/adapters/region-partition.ts";

test.each([
  ["eu-central-1", "aws"],
  ["us-east-1", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
  ["cn-north-1", "aws-cn"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["us-isof-south-1", "aws-iso-f"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["eusc-de-east-1", "aws-eusc"],
])("%s is of %s", (region, partition) => {
  expect(regionPartition(region)).toBe(partition);
});
