/** How long CloudFormation looks at the alarm after it has changed everything. Longer than an alarm of two times 5 minutes takes. */
const watchedMinutes = 15;

/** What CloudFormation takes a deployment back for: an alarm that rings while, or just after, it is made. */
exports.configuration = async ({ resolveVariable }) => {
  const alarm = await resolveVariable("param:rollbackAlarmArn");
  return alarm === ""
    ? {}
    : {
        MonitoringTimeInMinutes: watchedMinutes,
        RollbackTriggers: [{ Arn: alarm, Type: "AWS::CloudWatch::Alarm" }],
      };
};
