import type { Stack } from 'aws-cdk-lib'
import { composeStacks } from '../../infra/compose.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { Config } from '../../shared/config/schema.ts'
import { stacksOf } from '../../shared/stacks/index.ts'
import type { DeployedStack } from '../../shared/stacks/stack.ts'
import { inApp } from './synth.ts'

const now = new Date('2026-11-21T00:00:00Z')
const whole = parseConfig(written, now)
const small = {
  ...whole,
  estate: undefined,
  jobs: undefined,
  thumbnails: undefined,
  lifecycle: undefined,
  firewall: undefined,
}
const placesOf = (stacks: readonly DeployedStack[]) =>
  stacks.filter(({ wanted }) => wanted).map(({ name, region }) => [name, region])

/** Names and regions of what is composed. */
const composed = (config: Config, stacks = stacksOf(config)) =>
  inApp((app) => {
    composeStacks(app, config, stacks)
    return app.node.children
      .filter((child): child is Stack => 'stackName' in child)
      .map(({ stackName, region }) => [stackName, region])
  })

test('what is composed is what the terminal looks for, and no more', () => {
  const metrics = { ...small.metrics, newestObject: [] }
  expect(placesOf(stacksOf(whole))).toEqual(
    ['firewall', 'network', 'data', 'web', 'operations', 'console'].map((part) => [
      `${whole.name}-${part}`,
      whole.region,
    ]),
  )
  expect(composed({ ...small, metrics })).toEqual(placesOf(stacksOf({ ...small, metrics })))
  expect(composed({ ...small, metrics })).toEqual([
    [`${whole.name}-operations`, whole.region],
    [`${whole.name}-console`, whole.region],
  ])
  expect(composed({ ...small, metrics, console: { ...small.console, enabled: false } })).toEqual([
    [`${whole.name}-operations`, whole.region],
  ])
})

test('a stack is composed in the region that is said for it, and another one stays where it is', () => {
  const { estate } = parseConfig({ ...written, estate: { network: {} } }, now)
  const config = { ...small, estate, metrics: { ...small.metrics, newestObject: [] } }
  const stacks = stacksOf(config).map((stack) => (stack.part === 'network' ? { ...stack, region: 'us-east-1' } : stack))
  expect(composed(config, stacks)).toEqual([
    [`${whole.name}-network`, 'us-east-1'],
    [`${whole.name}-operations`, whole.region],
    [`${whole.name}-console`, whole.region],
  ])
})
