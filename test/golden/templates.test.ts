import { changeProblems, lostOutputs } from '../infra/changes.ts'
import { type Templates, templatesOf } from '../infra/templates.ts'
import { readGolden } from './golden.ts'

const deployments = readGolden().flatMap(({ name, deployments: all }) =>
  Object.entries(all).map(([config, deployment]) => [`${config} of ${name}`, deployment] as const),
)

describe.each(deployments)('%s', (_, { config, templates }) => {
  // Also proves that its config is still accepted.
  const now = templatesOf(config)

  test('is deployed again by today’s version: nothing stateful is replaced, no name is in its own way', () => {
    expect(changeProblems(templates, now)).toEqual([])
  })

  test('keeps every output and export that it had', () => {
    expect(lostOutputs(templates, now)).toEqual([])
  })

  test('keeps every stack, and what holds data stays where it was', () => {
    const stateful = (all: Templates): string[] =>
      Object.entries(all).flatMap(([stack, { Resources = {} }]) =>
        Object.entries(Resources).flatMap(([id, { Type }]) =>
          /DynamoDB|S3::Bucket|RDS::DB(Instance|Cluster)$|SQS::Queue$/.test(Type) ? [`${stack}/${id} ${Type}`] : [],
        ),
      )
    expect(stateful(now)).toEqual(expect.arrayContaining(stateful(templates)))
  })
})

test('an output that is lost, or an export under another name, is found', () => {
  const stack = (Outputs: object): Templates => ({ operations: { Resources: {}, Outputs } }) as never
  const before = stack({
    LedgerTable: { Value: 'a' },
    ForWeb: { Value: 'b', Export: { Name: 'vpc' } },
  })
  expect(lostOutputs(before, stack({ ForWeb: { Value: 'b', Export: { Name: 'network' } } }))).toEqual([
    'operations has lost its output LedgerTable',
    'operations has lost its export "vpc"',
  ])
  expect(lostOutputs(before, {})).toHaveLength(3)
  expect(lostOutputs(before, before)).toEqual([])
})
