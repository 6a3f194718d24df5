import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Construct } from 'constructs'

/** The rule that lets a group call what listens in another one, such as the database. It stands in the caller's stack, so that nothing depends on who uses it. */
export const callerRule = (
  scope: Construct,
  id: string,
  called: { readonly group: ec2.ISecurityGroup; readonly port: number },
  caller: ec2.ISecurityGroup,
  description: string,
): void => {
  new ec2.CfnSecurityGroupIngress(scope, id, {
    groupId: called.group.securityGroupId,
    sourceSecurityGroupId: caller.securityGroupId,
    ipProtocol: 'tcp',
    fromPort: called.port,
    toPort: called.port,
    description,
  })
}
