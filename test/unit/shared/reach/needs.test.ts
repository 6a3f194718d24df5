import { config as example } from '../../../../nightshift.config.ts'
import { parseConfig } from '../../../../shared/config/define-config.ts'
import type { NamedEnd } from '../../../../shared/reach/estate/ends.ts'
import { needsOf } from '../../../../shared/reach/estate/needs.ts'
import { prove } from '../../../../shared/reach/estate/proof.ts'
import { app, database, group, open, shop, withGroups } from './shop.ts'

const config = parseConfig(example, new Date('2026-11-21T00:00:00Z'))
const web = (task: NamedEnd['task'] = { files: [], exec: false }): NamedEnd => ({
  name: 'web',
  end: { place: app },
  ports: [8080],
  sort: 'service',
  task,
})
const end = (name: string, sort: NamedEnd['sort'], port: number, resource = name): NamedEnd => ({
  name,
  end: { place: database },
  ports: [port],
  sort,
  resource,
})
const textOf = (ends: readonly NamedEnd[]) => needsOf(config, ends).map(({ what, wanted }) => `${wanted} ${what}`)

test('a cache is reached by the web service, and never by the internet', () => {
  expect(textOf([web(), end('cache', 'cache', 6379)])).toEqual(
    expect.arrayContaining(['must web → cache 6379', 'never internet → cache']),
  )
})

test('files are reached by the services that mount them', () => {
  const files = end('files', 'files', 2049, 's/Files')
  expect(textOf([web({ files: ['s/Files'], exec: false }), files])).toContain('must web → files 2049')
  expect(textOf([web(), files])).not.toContain('must web → files 2049')
  expect(textOf([web(), files])).toContain('never internet → files')
})

test('a service in which a shell may be opened reaches Session Manager', () => {
  expect(textOf([web({ files: [], exec: true })])).toContain('must web → ssmmessages, for ECS Exec')
  expect(textOf([web()])).not.toContain('must web → ssmmessages, for ECS Exec')
})

test('what must never be does not hold where one port of one zone is open, and says which packet passes', () => {
  const model = withGroups(group('sg-db', ['tcp 22 from 203.0.113.9/32']))
  const never = {
    what: 'internet → database',
    wanted: 'never',
    question: {
      from: { internet: true },
      to: { place: { ...open(['public-a', 'db-c'], { publicAddress: true }), groups: ['sg-db'], name: 'database' } },
      protocol: 'all',
    },
  } as const
  expect(prove(shop, [never])[0]?.holds).toBe(true)
  const [proof] = prove(model, [never])
  expect(proof?.holds).toBe(false)
  expect(proof?.answer).toMatchObject({ reachable: true, packet: expect.stringMatching(/^TCP 22 from the internet/) })
})
