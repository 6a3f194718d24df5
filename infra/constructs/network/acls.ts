import { Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Subnets } from './subnets.ts'

/** What the database listens on. */
export const databasePort = 5432

/** Ports of which answers go to: Lambda and balancers use these, Linux a part of them. https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html */
const answers = { from: 1024, to: 65_535 } as const

/**
 * An ACL for the database subnets: the database's port from the given ranges, its answers back to them, and nothing else. ACLs keep no
 * state, so that both directions need a rule.
 */
export const addDatabaseAcl = (vpc: ec2.Vpc, { database }: Subnets, from: readonly string[]): void => {
  // CDK's own types disagree about optional properties.
  const owner = vpc as ec2.IVpc
  const acl = new ec2.NetworkAcl(vpc, 'DatabaseAcl', {
    vpc: owner,
    subnetSelection: { subnets: [...database] },
  })
  Validations.of(acl).acknowledge({
    id: 'AwsSolutions-VPC3',
    reason:
      'The config asks for it: estate.network.acls. What it would cut off fails the synthesis, by the proof of who reaches whom.',
  })
  for (const [index, range] of from.entries()) {
    const ruleNumber = 100 + index * 10
    const cidr = ec2.AclCidr.ipv4(range)
    acl.addEntry(`In${index + 1}`, {
      ruleNumber,
      cidr,
      traffic: ec2.AclTraffic.tcpPort(databasePort),
      direction: ec2.TrafficDirection.INGRESS,
    })
    acl.addEntry(`Answers${index + 1}`, {
      ruleNumber,
      cidr,
      traffic: ec2.AclTraffic.tcpPortRange(answers.from, answers.to),
      direction: ec2.TrafficDirection.EGRESS,
    })
  }
}
