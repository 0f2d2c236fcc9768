/** Where the stack is deployed to, as CloudFormation fills it in. */
export const deployedTo = {
  partition: `\${AWS::Partition}`,
  region: `\${AWS::Region}`,
  accountId: `\${AWS::AccountId}`,
};
