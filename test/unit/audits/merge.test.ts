import { findingsOf } from '../../../api/audits/findings.ts'
import { acceptFinding } from '../../../functions/audits/engine/accept.ts'
import { parseAuditsEvent } from '../../../functions/audits/rules/event.ts'
import { config as example } from '../../../nightshift.config.ts'
import type { Finding } from '../../../shared/audits/finding.ts'
import { commandSource } from '../../../shared/command.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import {
  type AuditFindingRecord,
  type AuditLookRecord,
  type ChangeRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { awsError, fakeCheck, finding, makeScene, sliceOf } from './scene.ts'

log.setLogLevel('SILENT')

const day = (number: number, hour = 5): string =>
  `2026-12-${String(number).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`

const config = parseConfig({ ...example, audits: { waste: { graceDays: 14 } } }, new Date(day(1)))

const setUp = (first: readonly Finding[]) => {
  let found = first
  const scene = makeScene([fakeCheck('waste/addresses', () => ({ findings: found }))])
  const rows = (at: string, all = true) =>
    findingsOf({ ledger: () => scene.ledger, now: () => new Date(at), config }, { all })
  return {
    ...scene,
    rows,
    see: (next: readonly Finding[]) => {
      found = next
    },
    accept: (id: string, until: string, at: string, why = 'we move next month') =>
      acceptFinding({ source: 'command-line', action: 'accept', id, until, why, by: 'mina' } as never, scene.world(at)),
  }
}

test('a finding: first seen, still there, gone, and there again', async () => {
  const { look, rows, see } = setUp([finding('a')])
  expect((await look(day(1)))[0]?.outcome).toEqual({
    audit: 'waste',
    open: 1,
    found: 1,
    fixed: 0,
    written: 2,
    failed: [],
  })
  expect(await rows(day(1))).toMatchObject([
    { state: 'open', firstSeen: '2026-12-01T05:00:00.000Z', lastSeen: '2026-12-01T05:00:00.000Z' },
  ])

  await look(day(3))
  expect(await rows(day(3))).toMatchObject([
    { firstSeen: '2026-12-01T05:00:00.000Z', lastSeen: '2026-12-03T05:00:00.000Z' },
  ])

  see([])
  expect((await look(day(4)))[0]?.outcome).toMatchObject({ open: 0, fixed: 1 })
  expect(await rows(day(4))).toMatchObject([
    { state: 'fixed', lastSeen: '2026-12-03T05:00:00.000Z', fixedAt: '2026-12-04T05:00:00.000Z' },
  ])
  expect(await rows(day(4), false)).toEqual([])

  see([finding('a')])
  await look(day(6))
  expect(await rows(day(6))).toMatchObject([{ state: 'open', firstSeen: '2026-12-06T05:00:00.000Z' }])
})

test('a second look writes nothing when nothing has changed', async () => {
  const { look, see } = setUp([finding('a'), finding('b')])
  await look(day(1))
  const [again] = await look(day(1, 9))
  expect(again?.outcome.written).toBe(0)
  // The day of the last look is written down, and nothing of the findings.
  expect((await look(day(2)))[0]?.outcome.written).toBe(1)
  see([finding('a', { dollars: 4 }), finding('b')])
  expect((await look(day(2, 9)))[0]?.outcome.written).toBe(1)
})

test('what could not be looked at is not fixed', async () => {
  let unseen: 'all' | readonly string[] = []
  let found = [finding('a'), finding('b')]
  const { look, ledger } = makeScene([fakeCheck('waste/addresses', () => ({ findings: found, unseen }))])
  const states = async () =>
    Object.fromEntries(
      (await ledger.children<AuditFindingRecord>('audit#waste', 'finding#')).map(({ resource, state }) => [
        resource,
        state,
      ]),
    )
  await look(day(1))
  found = []
  unseen = 'all'
  expect((await look(day(2)))[0]?.outcome).toMatchObject({ open: 2, fixed: 0 })
  unseen = ['a']
  expect((await look(day(3)))[0]?.outcome).toMatchObject({ open: 1, fixed: 1 })
  expect(await states()).toEqual({ a: 'open', b: 'fixed' })
  unseen = []
  await look(day(4))
  expect(await states()).toEqual({ a: 'fixed', b: 'fixed' })
})

test('an audit that the config wants no more ends what it has left, once', async () => {
  const urgent = finding('d', { audit: 'doors', severity: 'urgent' })
  const scene = makeScene(
    [
      fakeCheck('waste/addresses', () => ({ findings: [finding('a')] })),
      fakeCheck('doors/groups', () => ({ findings: [urgent] }), 'doors'),
    ],
    { only: ['waste', 'doors'] },
  )
  const without = { slice: sliceOf({ only: ['waste'] }), accessOf: async () => Promise.reject(new Error('no role')) }
  await scene.look(day(1))
  const runs = await scene.look(day(2), { ...without, accessOf: scene.world(day(2)).accessOf })
  expect(runs.map(({ outcome }) => [outcome.audit, outcome.open, outcome.fixed])).toEqual([
    ['doors', 0, 1],
    ['waste', 1, 0],
  ])
  expect(scene.signals.map(({ name }) => name)).toEqual(['audits.urgent', 'audits.settled'])
  expect((await scene.look(day(3), without)).map(({ outcome }) => outcome.audit)).toEqual(['waste'])
})

test.each([
  ['an audit', { only: ['waste'] }, ['waste']],
  ['one check of an audit', { only: ['waste', 'certificates'] }, ['certificates', 'waste']],
])('%s that could not look, and that the config wants no more, is taken back once', async (_, written, audits) => {
  const refused = () => {
    throw awsError('AccessDenied', 403)
  }
  const scene = makeScene(
    [
      fakeCheck('waste/addresses', () => ({ findings: [] })),
      fakeCheck('certificates/acm', () => ({ findings: [] }), 'certificates'),
      {
        ...fakeCheck('certificates/endpoints', refused, 'certificates'),
        isWanted: ({ certificates }) => certificates.endpoints.length > 0,
      },
    ],
    { only: ['waste', 'certificates'], certificates: { endpoints: ['shop.example.com'] } },
  )
  await scene.look(day(1))
  const without = { slice: sliceOf(written) }
  await scene.look(day(1, 9), without)
  const look = await scene.ledger.get<AuditLookRecord>(keys.auditLook('certificates'))
  expect(Object.keys(look?.checks ?? {})).toEqual(audits.includes('certificates') ? ['certificates/acm'] : [])
  const again = await scene.look(day(1, 13), without)
  expect(again.map(({ outcome }) => [outcome.audit, outcome.written])).toEqual(audits.map((audit) => [audit, 0]))
  expect(scene.signals.map(({ name, subject }) => [name, subject])).toEqual([
    ['audits.failed', 'audit/certificates/endpoints'],
    ['audits.recovered', 'audit/certificates/endpoints'],
  ])
  expect(scene.signals.at(-1)?.title).toBe('The audit certificates/endpoints is no longer in the config')
})

test('waste says its command only when its grace time is over', async () => {
  const { look, rows } = setUp([finding('a')])
  await look(day(1))
  expect((await rows(day(2)))[0]?.advice).toBe(
    'From 2026-12-15 on, if nobody needs it: aws ec2 release-address --allocation-id a',
  )
  expect((await rows(day(16)))[0]?.advice).toBe('aws ec2 release-address --allocation-id a')
})

describe('an urgent finding', () => {
  const urgent = finding('a', { severity: 'urgent' })

  test('pages once, and its end closes the incident', async () => {
    const { look, signals, see } = setUp([urgent])
    await look(day(1))
    await look(day(2))
    expect(signals).toMatchObject([{ name: 'audits.urgent', mood: 'bad', subject: `finding/${urgent.id}` }])
    see([])
    await look(day(3))
    await look(day(4))
    expect(signals.slice(1)).toMatchObject([{ name: 'audits.settled', mood: 'good', subject: `finding/${urgent.id}` }])
  })

  test('that is less urgent is settled', async () => {
    const { look, signals, see } = setUp([urgent])
    await look(day(1))
    see([finding('a')])
    await look(day(2))
    expect(signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
  })

  test('that somebody accepts is settled, and pages again when the time is over', async () => {
    const { look, signals, accept, rows } = setUp([urgent])
    await look(day(1))
    expect(await accept(urgent.id, day(10), day(2))).toMatchObject({ accepted: { by: 'mina' }, told: false })
    expect(signals.at(-1)).toMatchObject({ mood: 'good', body: expect.stringContaining('we move next month') })
    await look(day(3))
    expect(await rows(day(3))).toMatchObject([{ state: 'accepted', accepted: { until: '2026-12-10T05:00:00.000Z' } }])
    expect(signals).toHaveLength(2)
    await look(day(11))
    expect(await rows(day(11))).toMatchObject([{ state: 'open' }])
    expect(signals.slice(2)).toMatchObject([{ mood: 'bad' }])
    // Another incident, and not the same one again.
    expect(new Set(signals.map(({ id }) => id)).size).toBe(3)
  })
})

test('why an incident ends: it is gone, or no longer urgent', async () => {
  const urgent = finding('a', { severity: 'urgent' })
  const bodies = async (then: readonly Finding[]) => {
    const { look, signals, see } = setUp([urgent])
    await look(day(1))
    see(then)
    await look(day(2))
    return signals.at(-1)?.body
  }
  expect(await bodies([])).toBe('It is no longer found.')
  expect(await bodies([finding('a')])).toBe('It is no longer urgent.')
})

test('what is fixed is kept for 180 days; what only changes is neither new nor fixed', async () => {
  const { look, see, ledger } = setUp([finding('a'), finding('b')])
  await look(day(1))
  see([finding('a', { owner: 'sales' })])
  expect((await look(day(2)))[0]?.outcome).toMatchObject({ found: 0, fixed: 1 })
  see([finding('a', { owner: 'sales' })])
  expect((await look(day(3)))[0]?.outcome).toMatchObject({ found: 0, fixed: 0 })
  const [fixed] = (await ledger.children<AuditFindingRecord>('audit#waste', 'finding#')).filter(
    ({ state }) => state === 'fixed',
  )
  expect(fixed?.keepUntil).toBe(new Date(Date.parse(day(2)) + 180 * 86_400_000).toISOString())
})

test('a check that fails for another reason says the new one; the same reason is not written again', async () => {
  let fault = awsError('AccessDenied', 403)
  const { look, ledger } = makeScene([
    fakeCheck('waste/addresses', () => {
      throw fault
    }),
  ])
  const reason = async () => {
    const [, record] = await Promise.all([undefined, ledger.get<AuditLookRecord>(keys.auditLook('waste'))])
    return record?.checks['waste/addresses']
  }
  await look(day(1))
  expect((await look(day(2)))[0]?.outcome.written).toBe(0)
  fault = awsError('UnauthorizedOperation', 403)
  expect((await look(day(3)))[0]?.outcome.written).toBe(1)
  expect(await reason()).toMatchObject({
    state: 'failing',
    since: '2026-12-01T05:00:00.000Z',
    reason: expect.stringContaining('UnauthorizedOperation'),
  })
})

test('a failure that was said is taken back when the check looks again, whatever failed meanwhile', async () => {
  let fault: Error | undefined = awsError('AccessDenied', 403)
  const { look, signals } = makeScene([
    fakeCheck('waste/addresses', () => {
      if (fault) throw fault
      return { findings: [] }
    }),
  ])
  await look(day(1))
  fault = awsError('RequestLimitExceeded', 503)
  await look(day(2))
  fault = undefined
  await look(day(3))
  await look(day(4))
  expect(signals.map(({ name }) => name)).toEqual(['audits.failed', 'audits.recovered'])
})

test('a failure of a moment alone is neither said nor taken back', async () => {
  let fault: Error | undefined = awsError('RequestLimitExceeded', 503)
  const { look, signals } = makeScene([
    fakeCheck('waste/addresses', () => {
      if (fault) throw fault
      return { findings: [] }
    }),
  ])
  await look(day(1))
  fault = undefined
  await look(day(2))
  expect(signals).toEqual([])
})

test('what could not be judged stands in the record of the look, and only where there is something', async () => {
  let problems: string[] = ['a row is cut off']
  const { look, ledger } = makeScene([fakeCheck('waste/addresses', () => ({ findings: [], problems }))])
  const state = async () => (await ledger.get<AuditLookRecord>(keys.auditLook('waste')))?.checks['waste/addresses']
  await look(day(1))
  expect(await state()).toMatchObject({ problems: ['a row is cut off'] })
  problems = []
  await look(day(1, 9))
  expect(await state()).not.toHaveProperty('problems')
})

test('an urgent finding pages whom the config names; each time that it does is another incident', async () => {
  const urgent = finding('a', { severity: 'urgent' })
  const { look, ledger, world, signals } = makeScene([fakeCheck('waste/addresses', () => ({ findings: [urgent] }))], {
    only: ['waste'],
    policy: 'night',
  })
  await look(day(1))
  await acceptFinding(
    { source: 'command-line', action: 'accept', id: urgent.id, until: day(5), why: 'w', by: 'mina' } as never,
    world(day(2)),
  )
  await look(day(6))
  expect(signals.filter(({ mood }) => mood === 'bad')).toMatchObject([
    { policy: 'night', id: `finding/${urgent.id}/2026-12-01T05:00:00.000Z/urgent` },
    { policy: 'night', id: `finding/${urgent.id}/2026-12-05T05:00:00.000Z/urgent` },
  ])
  expect(await ledger.list('change')).toHaveLength(1)
})

test.each([
  ['nobody', '', false],
  ['a name of 200 letters', 'x'.repeat(200), true],
  ['a name of 201 letters', 'x'.repeat(201), false],
])('a command by %s', (_, by, isTaken) => {
  const command = { source: commandSource, action: 'accept', id: finding('a').id, until: day(9), why: 'w', by }
  if (isTaken) expect(parseAuditsEvent(command)).toMatchObject({ by })
  else expect(() => parseAuditsEvent(command)).toThrow('by')
})

test('an acceptance holds up to its moment, for 400 days at most, and what it replaces is kept', async () => {
  const { look, accept, rows, ledger } = setUp([finding('a')])
  const { id } = finding('a')
  await look(day(1))
  const longest = new Date(Date.parse(day(2)) + 400 * 86_400_000).toISOString()
  const longer = new Date(Date.parse(longest) + 1).toISOString()
  expect(await accept(id, longer, day(2))).toMatchObject({ refused: expect.stringContaining('more than 400 days') })
  expect(await accept(id, longest, day(2))).toMatchObject({ accepted: { until: longest } })
  expect(await accept(id, '2026-12-03T17:00:00Z', day(3), 'for today')).toMatchObject({
    accepted: { why: 'for today' },
  })
  await accept(id, day(9), day(3, 6), ' shorter ')
  expect((await rows('2026-12-09T04:59:59.999Z'))[0]?.state).toBe('accepted')
  expect((await rows(day(9)))[0]?.state).toBe('open')
  const changes = await ledger.list<ChangeRecord>('change')
  expect(changes.map(({ before, after }) => [Object(before).until, Object(after).why]).sort()).toEqual(
    [
      [undefined, 'we move next month'],
      [longest, 'for today'],
      ['2026-12-03T17:00:00.000Z', 'shorter'],
    ].sort(),
  )
})

test('what may not be accepted says why', async () => {
  const { look, accept, see, ledger } = setUp([finding('a')])
  await look(day(1))
  const { id } = finding('a')
  expect(await accept('0123456789ab', day(9), day(2))).toEqual({ refused: 'There is no finding 0123456789ab.' })
  expect(await accept(id, day(2), day(2))).toMatchObject({ refused: expect.stringContaining('not in the future') })
  expect(await accept(id, '2028-12-01T00:00:00Z', day(2))).toMatchObject({
    refused: expect.stringContaining('more than 400 days'),
  })
  expect(await accept(id, day(9), day(2), '  ')).toMatchObject({ refused: 'Say why it is accepted.' })
  expect(await ledger.list('change')).toEqual([])
  await accept(id, day(9), day(2))
  expect(await ledger.list('change')).toMatchObject([{ capability: 'audits', target: id, after: { by: 'mina' } }])
  see([])
  await look(day(3))
  expect(await accept(id, day(9), day(4))).toMatchObject({ refused: expect.stringContaining('is fixed since') })
})
