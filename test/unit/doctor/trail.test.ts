import { type SeenTrail, trailFindings } from '../../../api/doctor/trail.ts'

const own = 'corner-shop-audit'
const trail = (name: string, more: Partial<SeenTrail> = {}): SeenTrail => ({
  name,
  arn: `arn:aws:cloudtrail:us-east-1:123456789012:trail/${name}`,
  isOfOrganization: false,
  hasManagement: true,
  ...more,
})
const of = (...trails: readonly SeenTrail[]) => trailFindings(trails, own)

test.each([
  ['none', []],
  ['ours alone', [trail(own)]],
  ['another one that is stopped, or logs data events alone', [trail(own), trail('data', { hasManagement: false })]],
])('the copy is free beside %s', (_, trails) => expect(of(...trails)).toMatchObject([{ state: 'ok' }]))

test('a second copy costs $2 per 100,000 events, with what ends it', () => {
  expect(of(trail('all'), trail('old'))).toEqual([
    {
      state: 'warning',
      found: 'all and old log management events already.',
      meaning: 'The first copy is free, and each further one costs $2 per 100,000 events.',
      fix: `Keep one: leave trail out of the config, or, once ${own} logs: aws cloudtrail stop-logging --name ${trail('all').arn}`,
    },
  ])
  expect(of(trail(own), trail('all'))[0]?.found).toBe('all logs management events already.')
})

test("an organization's trail is nobody's to stop", () => {
  const [finding] = of(trail('company', { isOfOrganization: true }))
  expect(finding).toMatchObject({
    state: 'warning',
    found: 'company (of the organization) logs management events already.',
  })
  expect(finding?.fix).not.toContain('stop-logging')
})

test('a sixth trail would fail, ours that is there does not', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => trail(name, { hasManagement: false }))
  expect(of(...five)).toMatchObject([
    { state: 'problem', found: 'There are 5 trails in this region: a, b, c, d and e.' },
  ])
  expect(of(...five.slice(1), trail(own))).toMatchObject([{ state: 'ok' }])
})
