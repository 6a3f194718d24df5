import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Construct } from 'constructs'

/** The rule that lets a group call the database or the cache. It stands in the caller's stack, so that neither depends on who uses it. */
export const databaseRule = (
  scope: Construct,
  id: string,
  database: { readonly group: ec2.ISecurityGroup; readonly port: number },
  caller: ec2.ISecurityGroup,
  description: string,
): void => {
  new ec2.CfnSecurityGroupIngress(scope, id, {
    groupId: database.group.securityGroupId,
    sourceSecurityGroupId: caller.securityGroupId,
    ipProtocol: 'tcp',
    fromPort: database.port,
    toPort: database.port,
    description,
  })
}
