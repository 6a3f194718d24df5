import { Aspects, Stack } from 'aws-cdk-lib'
import { CfnLogGroup, CfnMetricFilter } from 'aws-cdk-lib/aws-logs'
import type { IConstruct } from 'constructs'

/**
 * Makes a stack's log groups before the filters that search them by name: CloudFormation would make both at once, and
 * CloudWatch refuses a filter of a group that is not there yet.
 */
export const makeLogGroupsFirst = (stack: Stack): void =>
  Aspects.of(stack).add({
    visit: (node: IConstruct): void => {
      if (!(node instanceof CfnMetricFilter)) return
      for (const other of Stack.of(node).node.findAll())
        if (other instanceof CfnLogGroup && other.logGroupName === node.logGroupName) node.addResourceDependency(other)
    },
  })
