import { reportWeek } from '../../../functions/audits/engine/week.ts'
import { weekOf } from '../../../functions/audits/rules/weekly.ts'
import { fakeCheck, finding, makeScene } from './scene.ts'

test.each([
  ['2026-11-30T00:00:00Z', '2026-11-30'],
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
