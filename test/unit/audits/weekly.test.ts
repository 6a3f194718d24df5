import { reportWeek } from '../../../functions/audits/engine/week.ts'
import { weeklySignal, weekOf } from '../../../functions/audits/rules/weekly.ts'
import { type AuditFindingRecord, type AuditReportRecord, keys } from '../../../shared/ledger/records.ts'
import { fakeCheck, finding, makeScene } from './scene.ts'

test.each([
  ['2026-11-30T00:00:00Z', '2026-11-30'],
  ['2026-12-06T00:00:00Z', '2026-11-30'],
  ['2026-12-06T23:59:59Z', '2026-11-30'],
  ['2026-12-07T00:00:00Z', '2026-12-07'],
  ['2027-01-01T12:00:00Z', '2026-12-28'],
])('%s lies in the week of %s', (at, monday) => {
  expect(weekOf(new Date(at))).toBe(monday)
})

test('the weekly mail: new, fixed, old, and against last week; once a week', async () => {
  let found = [finding('a'), finding('b', { severity: 'urgent', owner: 'sales' })]
  const scene = makeScene([fakeCheck('waste/addresses', () => ({ findings: found }))], {
    only: ['waste'],
    report: { to: 'mina' },
  })
  const week = async (at: string, failing: readonly string[] = []) => {
    const runs = await scene.look(at)
    return reportWeek(
      runs.flatMap(({ records }) => records),
      failing,
      scene.world(at),
    )
  }
  const mails = () => scene.signals.filter(({ mood }) => mood === 'report')
  expect(await week('2026-11-30T05:00:00Z')).toBe(true)
  expect(await week('2026-12-01T05:00:00Z')).toBe(false)
  const [first] = mails()
  expect(first).toMatchObject({
    name: 'audits.weekly',
    to: 'mina',
    title: 'Audits: 2 new, 0 fixed, 0 old',
    id: 'audits-weekly/2026-11-30',
  })
  expect(first?.body.split('\n').slice(0, 6)).toEqual([
    'Open: 2',
    'Urgent: 1',
    'Waste: $7.30 a month',
    '',
    'New: 2',
    `- URGENT Address b belongs to nothing, $3.65 a month (sales) [${finding('b').id}]`,
  ])

  found = [finding('a'), finding('c')]
  expect(await week('2026-12-07T05:00:00Z', ['quotas/usage'])).toBe(true)
  const [, second] = mails()
  expect(second?.title).toBe('Audits: 1 new, 1 fixed, 1 old')
  expect(second?.body).toContain(
    'Open: 2, as last week\nUrgent: 0, 1 less than last week\nWaste: $7.30 a month, as last week\nNot looked at: quotas/usage',
  )
  expect(second?.body).toMatch(/New: 1\n- Address c.*\n\nFixed: 1\n- URGENT Address b.*\n\nOld: 1\n- Address a/)
  // Readable on a phone: no line is a paragraph.
  for (const { body } of mails()) for (const line of body.split('\n')) expect(line.length).toBeLessThan(170)
})

test('nobody to report to: nothing is said and nothing written', async () => {
  const scene = makeScene([fakeCheck('waste/addresses', () => ({ findings: [finding('a')] }))])
  expect(await reportWeek([], [], scene.world('2026-11-30T05:00:00Z'))).toBe(false)
  expect(scene.signals).toEqual([])
})

describe('what the mail names', () => {
  const record = (name: string, more: Partial<AuditFindingRecord> = {}): AuditFindingRecord => {
    const { kind: sort, ...content } = finding(name)
    return {
      ...keys.auditFinding('waste', content.id),
      ...content,
      sort,
      kind: 'audit-finding',
      at: '2026-12-01T05:00:00Z',
      check: 'waste/addresses',
      state: 'open',
      firstSeen: '2026-12-01T05:00:00Z',
      basis: { config: 'c1' },
      ...more,
    } as AuditFindingRecord
  }
  const before: AuditReportRecord = {
    ...keys.auditReport(),
    kind: 'audit-report',
    at: '2026-11-30T05:00:00Z',
    week: '2026-11-30',
    counts: { open: 3, urgent: 0, dollars: 1 },
  }
  const bodyOf = (records: readonly AuditFindingRecord[]): string =>
    weeklySignal(records, before, [], 'mina', new Date('2026-12-07T05:00:00Z')).body
  const named = (body: string): string[] => [...body.matchAll(/Address (\w+)/g)].map(([, name = '']) => name)

  test('the worst first, then the dearest, then what is there for the longest', () => {
    const records = [
      record('cheap', { dollars: 1 }),
      record('late', { dollars: 9, firstSeen: '2026-12-03T05:00:00Z' }),
      record('early', { dollars: 9, firstSeen: '2026-12-02T05:00:00Z' }),
      record('warning', { severity: 'warning', dollars: undefined }),
      record('urgent', { severity: 'urgent', dollars: undefined }),
      record('half', { dollars: 0.5 }),
      record('free', { dollars: undefined }),
    ]
    const inOrder = ['urgent', 'warning', 'early', 'late', 'cheap', 'half', 'free']
    expect(named(bodyOf(records))).toEqual(inOrder)
    expect(named(bodyOf(records.toReversed()))).toEqual(inOrder)
    expect(bodyOf(records)).toContain('Waste: $19.50 a month')
  })

  test('ten of each part; the others are counted', () => {
    const many = (count: number) => bodyOf(Array.from({ length: count }, (_, index) => record(`a${index}`)))
    expect(named(many(10))).toHaveLength(10)
    expect(many(10)).not.toContain('more\n')
    expect(named(many(12))).toHaveLength(10)
    expect(many(12)).toContain('- and 2 more')
  })

  test('a long title is cut, and so is a long owner', () => {
    const [line = ''] = bodyOf([record('a', { title: 'x'.repeat(200), owner: 'y'.repeat(60) })])
      .split('\n')
      .filter((each) => each.startsWith('- '))
    expect(/x+…?/.exec(line)?.[0]).toHaveLength(90)
    expect(/y+…?/.exec(line)?.[0]).toHaveLength(30)
  })

  test('what is accepted is counted apart; what was fixed before the last mail is not said again', () => {
    const accepted = { until: '2027-01-01T00:00:00Z', why: 'w', by: 'mina', at: '2026-12-01T00:00:00Z' }
    const body = bodyOf([
      record('accepted', { accepted }),
      record('too', { accepted }),
      record('gone', { state: 'fixed', accepted, fixedAt: before.at }),
      record('fixed', { state: 'fixed', fixedAt: '2026-12-02T05:00:00Z' }),
      record('old', { firstSeen: before.at }),
    ])
    expect(body).toContain('Accepted for a time: 2\n')
    expect(body).toContain('Open: 1, 2 less than last week')
    expect(named(body)).toEqual(['fixed', 'old'])
    expect(bodyOf([record('a', { accepted })])).toContain('Accepted for a time: 1')
    expect(bodyOf([record('a')])).not.toContain('Accepted for a time')
  })
})
