import type { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { inApp } from './synth.ts'

/** Functions that a new account may run at once. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const concurrency = 10

const operationsOf = (thumbnails: object): Template =>
  inApp((app) => {
    composeStacks(app, parseConfig({ ...example, thumbnails }, new Date('2026-11-21T00:00:00Z')))
    return Template.fromStack(app.node.findChild('corner-shop-operations') as Stack)
  })

describe('an account that may run ten functions at once', () => {
  const template = operationsOf({})

  test('reserves none for a function, which Lambda would refuse there', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function')))
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined()
  })

  test('has room for alarms while every other queue is full', () => {
    const limits = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))
      // Timers are short, of passes the second at a time leaves at once, and reports of sources are alarms themselves.
      .filter(({ Properties }) => !/OnTimer|FirewallPass|OnAlarm/.test(JSON.stringify(Properties.FunctionName)))
      .map(({ Properties }) => Properties.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY)
    expect(limits).toHaveLength(4)
    expect(limits.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(concurrency - 2)
  })

  test('and what sources report takes no more of it than that', () => {
    const [mapping, ...others] = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')).filter(
      ({ Properties }) => JSON.stringify(Properties.FunctionName).includes('OnAlarm'),
    )
    expect(others).toEqual([])
    expect(mapping?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 2 })
  })
})

test('an account with more concurrency may give thumbnails more of it', () => {
  operationsOf({ concurrency: 50 }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 5,
    ScalingConfig: { MaximumConcurrency: 50 },
  })
})

test.each([1, 1_001, 2.5])('a concurrency of %s, which SQS does not take, is refused', (limit) => {
  expect(() => operationsOf({ concurrency: limit })).toThrow(/thumbnails\.concurrency: /)
})
