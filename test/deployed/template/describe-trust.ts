import { describe, expect, test } from "vitest";
import { ofType } from "./of-type.ts";
import { resolveTemplate } from "./resolve-template.ts";
import type { Template } from "./template.ts";

/** Who may become the roles of the stack. */
export function describeTrust(plain: () => Template): void {
  const trusting = (template: Template) =>
    ofType(template, "AWS::IAM::Role").map(({ Properties }) => Properties["AssumeRolePolicyDocument"]);
  const lambdaAlone = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };

  describe("roles", () => {
    test("let in Lambda, and nobody else", () => {
      const documents = trusting(resolveTemplate(plain()));
      expect(documents.length).toBeGreaterThan(3);
      expect(documents).toEqual(documents.map(() => lambdaAlone));
    });

    test("let in the role that doctor is run as where it is named, and to the service's role alone", () => {
      const DoctorRoleArn = "arn:aws:iam::999988887777:role/deploy/map-pipeline";
      const resolved = resolveTemplate(plain(), { DoctorRoleArn });
      const others = trusting(resolved).filter((document) => document.Statement.length > 1);
      expect(others).toEqual([resolved.Resources["IamRoleLambdaExecution"]?.Properties["AssumeRolePolicyDocument"]]);
      expect(others[0].Statement).toEqual([
        ...lambdaAlone.Statement,
        { Effect: "Allow", Principal: { AWS: { Ref: "DoctorRoleArn" } }, Action: "sts:AssumeRole" },
      ]);
    });
  });
}
