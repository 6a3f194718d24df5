import { neededBootstrap } from '../../api/doctor/base/bootstrap.ts'
import { neededConcurrency } from '../../api/doctor/base/concurrency.ts'
import { contributions } from '../../api/doctor/index.ts'
import { composeStacks } from '../../infra/compose.ts'
import type { StackTemplate } from '../../infra/limits/template.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { inApp } from './synth.ts'

const now = new Date('2026-11-21T00:00:00Z')
const config = parseConfig(written, now)

const stacks = inApp(
  (app) => {
    composeStacks(app, config)
    return app.synth().stacks.map(({ template, requiresBootstrapStackVersion }) => ({
      resources: Object.values((template as StackTemplate).Resources ?? {}),
      bootstrap: requiresBootstrapStackVersion,
    }))
  },
  {},
  { nag: false },
)

const ofType = (type: string) =>
  stacks
    .flatMap(({ resources }) => resources)
    .flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : []))

test('the doctor asks for the bootstrap that the templates need', () => {
  expect(stacks.length).toBe(7)
  expect(new Set(stacks.map(({ bootstrap }) => bootstrap))).toEqual(new Set([neededBootstrap]))
})

test('the doctor asks after exactly the functions that are part of a loop by design', async () => {
  const meant = ofType('AWS::Lambda::Function').filter(({ RecursiveLoop }) => RecursiveLoop === 'Allow')
  const asked: string[] = []
  const client = {
    send: async ({ input }: { readonly input: { readonly FunctionName: string } }) => {
      asked.push(input.FunctionName)
      return {}
    },
  }
  for (const { name, ask } of contributions.flat())
    if (name.endsWith('-recursion')) await ask({ config, connect: () => client } as never, {})
  expect(meant.length).toBeGreaterThan(3)
  expect(asked.toSorted()).toEqual(meant.map(({ FunctionName }) => String(FunctionName)).toSorted())
})

test('the doctor counts what the queues may have running at once, and two for alarms', () => {
  // Reports of sources are alarms, and share their two.
  const limits = ofType('AWS::Lambda::EventSourceMapping')
    .filter(({ FunctionName }) => !JSON.stringify(FunctionName).includes('OnAlarm'))
    .map(
      ({ ScalingConfig }) =>
        (ScalingConfig as { readonly MaximumConcurrency?: number } | undefined)?.MaximumConcurrency ?? 0,
    )
  expect(neededConcurrency(config)).toBe(limits.reduce((sum, limit) => sum + limit, 0) + 2)
})
