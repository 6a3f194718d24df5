import { longestExtension, longestReason, parseHoursEvent } from '../../../../functions/hours/rules/command.ts'
import { decide, isStale } from '../../../../functions/hours/rules/decide.ts'
import { sliceOf } from '../../../../functions/hours/rules/entries.ts'
import { leftOffWords } from '../../../../functions/hours/rules/left-off.ts'
import { overrideAt, overrideBy, overrideForNeed, summaryOf } from '../../../../functions/hours/rules/manual.ts'
import { planRow } from '../../../../functions/hours/rules/plan.ts'
import { showTarget } from '../../../../functions/hours/rules/show.ts'
import { type Standing, waysOf } from '../../../../functions/hours/rules/ways.ts'
import { wishAt } from '../../../../functions/hours/rules/wish.ts'
import { calendarOf } from '../../../../shared/calendar/index.ts'
import { commandSource } from '../../../../shared/command.ts'
import { ago, because, now, observedAs, orderOf, recordOf, situationOf } from './scene.ts'

// Runs from 08:00 to 20:00; `now` is noon.
const office = calendarOf({ zone: 'UTC', rules: [{ from: '08:00', until: '20:00' }] })
const always = calendarOf({ zone: 'UTC', rules: [{}] })
const evening = '2026-12-04T20:00:00.000Z'
const overrideOf = (state: 'running' | 'stopped', until: string) => ({ state, at: ago(60), until, by: 'mina' }) as const

describe('what a person asks for', () => {
  const command = (more: object) =>
    parseHoursEvent({ source: commandSource, target: 'rds-instance/shop', by: 'mina', action: 'start', ...more })

  test.each<[object, object]>([
    [{ by: 'm' }, { by: '' }],
    [{ by: 'm'.repeat(200) }, { by: 'm'.repeat(201) }],
    [{ target: 't' }, { target: '' }],
    [{ target: 't'.repeat(600) }, { target: 't'.repeat(601) }],
    [{ why: 'w'.repeat(longestReason) }, { why: 'w'.repeat(longestReason + 1) }],
    [
      { action: 'extend', seconds: 7 * 24 * 3_600 },
      { action: 'extend', seconds: longestExtension + 1 },
    ],
    [
      { action: 'override', state: 'stopped', until: evening },
      { action: 'override', state: 'stopped', until: '2026-02-30T20:00:00Z' },
    ],
  ])('is taken as %j and refused as %j', (taken, refused) => {
    expect(command(taken)).toMatchObject(taken)
    expect(() => command(refused)).toThrow('Not a command about a target')
  })

  test('a reason has 300 characters at most', () => expect(longestReason).toBe(300))

  test('a job asks for ten targets at most, and a schedule for a look', () => {
    const needed = (count: number) => ({
      targets: Array.from({ length: count }, () => 'rds-instance/shop'),
      until: evening,
    })
    const signal = (count: number) => parseHoursEvent({ detail: { subject: 'job/sync/needs', needed: needed(count) } })
    expect(signal(10)).toEqual({ needed: needed(10), by: 'job/sync' })
    expect(() => signal(11)).toThrow('at most 10 targets')
    expect(parseHoursEvent({ reason: 'schedule' })).toEqual({ reason: 'schedule' })
    expect(() => parseHoursEvent({ reason: 'else' })).toThrow('Not a call of the look of hours')
  })

  const made = (action: Parameters<typeof summaryOf>[0], record = recordOf(), calendar = office) =>
    overrideBy(action, record, calendar, now)
  const common = { source: commandSource, target: 'rds-instance/shop', by: 'mina' } as const

  test('holds until the calendar says something, or for a year where it says nothing more', () => {
    expect(made({ ...common, action: 'stop' })).toEqual({
      state: 'stopped',
      at: now.toISOString(),
      until: evening,
      by: 'mina',
    })
    expect(made({ ...common, action: 'start' }, recordOf(), always)?.until).toBe('2027-12-05T12:00:00.000Z')
    const override = (until: string) => made({ ...common, action: 'override', state: 'running', until })
    expect(override(ago(-1))?.until).toBe(ago(-1))
    expect(() => override(ago(0))).toThrow('has passed')
  })

  test('is in force until its time, and is released only while it is', () => {
    const record = (until: string) => ({ override: overrideOf('running', until) })
    expect(overrideAt(record(ago(-1)), now)).toBeDefined()
    expect(overrideAt(record(ago(0)), now)).toBeUndefined()
    expect(overrideAt({}, now)).toBeUndefined()
    expect(made({ ...common, action: 'release' }, recordOf(record(ago(-1))))).toBeUndefined()
    expect(() => made({ ...common, action: 'release' }, recordOf(record(ago(0))))).toThrow('Nothing is set')
  })

  test('is told in a few words', () => {
    expect(summaryOf({ ...common, action: 'release' }, undefined)).toBe('left to its calendar again')
    expect(summaryOf({ ...common, action: 'stop' }, overrideOf('stopped', evening))).toBe(
      `stop: stopped until ${evening}`,
    )
    const override = { ...common, action: 'override', state: 'running', until: evening } as const
    expect(summaryOf(override, overrideOf('running', evening))).toBe(`overridden: running until ${evening}`)
  })
})

describe('what a job needs', () => {
  const need = (until: string, more: Parameters<typeof recordOf>[0] = {}, calendar = office) =>
    overrideForNeed({ until, by: 'job/sync' }, recordOf(more), calendar, now)?.until

  test('runs until then, unless it does so anyway, to a quarter of an hour', () => {
    expect(need('2026-12-04T20:15:00.000Z')).toBeUndefined()
    expect(need('2026-12-04T20:15:00.001Z')).toBe('2026-12-04T20:15:00.001Z')
    expect(need('2027-12-04T20:15:00.000Z', {}, always)).toBeUndefined()
    expect(need(ago(0))).toBeUndefined()
    const night = calendarOf({ zone: 'UTC', rules: [{ from: '20:00', until: '08:00' }] })
    expect(need(ago(-1), {}, night)).toBe(ago(-1))
    expect(need(ago(0), {}, night)).toBeUndefined()
  })

  test('stays off where a person wants it off', () => {
    const override = overrideOf('stopped', evening)
    expect(need('2026-12-04T22:00:00.000Z', { override })).toBe(evening)
    expect(need('2026-12-04T22:00:00.000Z', { override: { ...override, until: ago(0) } })).toBe(
      '2026-12-04T22:00:00.000Z',
    )
  })
})

test('what is wanted is asked again at the next moment, and at the latest after six hours', () => {
  const at = (time: string) => wishAt(office, undefined, new Date(time))
  const morning = at('2026-12-04T08:00:00Z')
  expect(at('2026-12-04T13:59:59.999Z')).toBe(morning)
  expect(at('2026-12-04T14:00:00Z')).not.toBe(morning)
  expect(at('2026-12-04T14:00:00Z')).toEqual(morning)
  const late = at('2026-12-04T19:00:00Z')
  expect(at('2026-12-04T19:59:59.999Z')).toBe(late)
  expect(at(evening)?.state).toBe('stopped')
  const reasonless = wishAt(office, overrideOf('stopped', evening), now)
  expect(reasonless?.because.text).toBe('override by mina: no reason given')
})

describe('who waits for whom', () => {
  const entry = (name: string, ...after: string[]) => ({
    name,
    kind: 'rds-instances',
    selector: [],
    ...(after.length > 0 && { after }),
  })
  const entries = [entry('db'), entry('web', 'db')]
  const standing = (name: string, action: Standing['action'], state: Parameters<typeof observedAs>[0]): Standing => ({
    target: `rds-instance/${name}`,
    entry: name,
    action,
    observed: observedAs(state),
  })
  const way = (name: string, standings: Standing[], all = entries) => waysOf(all, standings).get(name)

  test('a start comes after what does not run yet, if it can come at all', () => {
    const start = 'it comes after rds-instance/db, which does not run yet'
    expect(way('web', [standing('db', 'start', 'stopped')])?.start).toBe(start)
    expect(way('web', [standing('db', 'start', 'starting')])?.start).toBe(start)
    for (const state of ['running', 'gone', 'cannot'] as const)
      expect([state, way('web', [standing('db', 'start', state)])?.start]).toEqual([state, undefined])
    expect(way('web', [standing('db', 'stop', 'stopped')])?.start).toBeUndefined()
    expect(way('db', [standing('web', 'start', 'stopped')])?.start).toBeUndefined()
  })

  test('a stop comes after what comes after it, if that can be stopped at all', () => {
    const stop = 'rds-instance/web comes after it and is not off yet'
    expect(way('db', [standing('web', 'stop', 'running')])?.stop).toBe(stop)
    for (const state of ['stopped', 'gone', 'cannot'] as const)
      expect([state, way('db', [standing('web', 'stop', state)])?.stop]).toEqual([state, undefined])
    expect(way('db', [standing('web', 'start', 'running')])?.stop).toBeUndefined()
  })

  test('a circle, and a name that nobody has, hold nobody up', () => {
    const circle = [entry('db', 'web'), entry('web', 'db')]
    expect(way('web', [standing('db', 'start', 'stopped')], circle)?.start).toBeUndefined()
    expect(way('web', [standing('gone', 'start', 'stopped')], [entry('web', 'gone')])?.start).toBeUndefined()
    const triangle = [entry('a', 'c'), entry('b', 'a'), entry('c', 'b'), entry('d', 'a')]
    expect(way('d', [standing('a', 'start', 'stopped')], triangle)?.start).toContain('rds-instance/a')
  })
})

describe('a row of the plan', () => {
  const given = {
    target: 'rds-instance/shop',
    entry: 'shop',
    calendar: 'office',
    dry: false,
    observed: observedAs('running'),
    situation: situationOf(),
    record: undefined,
    request: undefined,
    waits: undefined,
  }
  const why = (more: Partial<Parameters<typeof planRow>[0]>) => planRow({ ...given, ...more }).why
  const reason = { code: 'x', words: 'AWS says why.' }

  test('says why', () => {
    expect(why({})).toBe(because.text)
    for (const state of ['cannot', 'unknown'] as const)
      expect(why({ observed: observedAs(state, { reason }) })).toBe(reason.words)
    expect(why({ observed: observedAs('stopped', { reason }) })).toBe(because.text)
    expect(why({ observed: observedAs('cannot') })).toBe(because.text)
    expect(why({ waits: 'it comes after web' })).toBe('waits: it comes after web')
    expect(why({ situation: undefined })).toBe('its calendar has said nothing yet')
    expect(why({ record: recordOf({ order: orderOf() }) })).toBe(`under way: AWS shows it as running (${because.text})`)
    expect(why({ record: recordOf({ order: orderOf() }), request: 'stop' })).toBe(because.text)
    const hand = { state: 'running', at: ago(60) } as const
    expect(why({ record: recordOf({ hand }) })).toMatch(/^running by hand, seen /)
    expect(why({ record: recordOf({ hand: { ...hand, found: true } }) })).toMatch(/^running when hours first saw it, /)
    expect(why({ record: recordOf({ trouble: { ...reason, since: ago(60), told: true } }) })).toBe(reason.words)
  })
})

describe('a decision', () => {
  const decided = (state: Parameters<typeof observedAs>[0], more: Parameters<typeof recordOf>[0] = {}) => {
    const record = recordOf(more)
    return decide(situationOf({ observed: observedAs(state), record }), record, {})
  }
  test('takes a target for off on purpose where its calendar wants that, whoever stopped it', () => {
    expect(decided('stopped')).toMatchObject({
      goesOff: true,
      isBack: false,
      record: { plannedOff: { since: now.toISOString() } },
    })
    expect(decided('stopped', { hand: { state: 'stopped', at: ago(60) } }).goesOff).toBe(false)
    expect(decided('stopped', { moment: { state: 'running', at: ago(60), seenAt: ago(60) } }).goesOff).toBe(false)
    expect(decided('stopping').goesOff).toBe(false)
    const plannedOff = { since: ago(900) }
    expect(decided('stopped', { plannedOff })).toMatchObject({ goesOff: false, record: { plannedOff } })
    expect(decided('running', { plannedOff })).toMatchObject({ isBack: true, record: { plannedOff: undefined } })
    expect(decided('running', { plannedOff, order: orderOf() })).toMatchObject({ isBack: false })
  })

  test('is not made by a call that began before the last one', () => {
    expect(isStale({ record: recordOf({ at: ago(-1) }), now })).toBe(true)
    expect(isStale({ record: recordOf({ at: ago(0) }), now })).toBe(false)
    expect(isStale({ record: undefined, now })).toBe(false)
  })
})

test('what is left off is started as it was, by the command of its kind', () => {
  const words = (target: string, size?: object) =>
    leftOffWords({ target, kept: size && { at: ago(60), held: true, size } }, [])
  expect(words('ec2-instance/i-0a1b')).toContain('aws ec2 start-instances --instance-ids i-0a1b')
  const group = 'auto-scaling-group/web'
  expect(words(group, { min: 2, desired: 4 })).toContain(
    '--auto-scaling-group-name web --min-size 2 --desired-capacity 4',
  )
  expect(words(group)).toContain('--min-size 0 --desired-capacity 1')
  const service = 'ecs-service/shop/web'
  expect(words(service, { desired: 4 })).toContain('--cluster shop --service web --desired-count 4')
  expect(words(service)).toContain('--desired-count 1')
  expect(words('else/x')).not.toContain('aws ')
})

test('the config as the engine has it holds nothing that is not said', () => {
  const target = {
    name: 'db',
    'rds-instances': ['shop'],
    after: [],
    alarms: [],
    within: {},
    grace: '5 minutes',
    enforce: false,
  }
  const slice = (more: object) =>
    sliceOf({ targets: [{ ...target, ...more } as never], prices: {}, report: undefined }, {}, [
      'ec2-instances',
      'rds-instances',
    ]).targets[0]
  const plain = { name: 'db', kind: 'rds-instances', selector: ['shop'], within: {}, grace: 300 }
  expect(slice({})).toEqual(plain)
  const more = { calendar: 'office', confirmed: 3, policy: 'shop', enforce: true, after: ['web'], alarms: ['high-cpu'] }
  expect(slice({ ...more, within: { start: '10 minutes', stop: '1 hour' } })).toEqual({
    ...plain,
    ...more,
    within: { start: 600, stop: 3_600 },
  })
  expect(() => slice({ 'rds-instances': undefined })).toThrow('A target without a kind: db')
})

test('five changes are shown, and what a person set only while it is in force', () => {
  const shown = (until: string, to?: Date) =>
    showTarget('rds-instance/shop', 'office', office, recordOf({ override: overrideOf('stopped', until) }), now, to)
  expect(shown(ago(-1)).override).toBeDefined()
  expect(shown(ago(0)).override).toBeUndefined()
  expect(shown(ago(0)).next).toHaveLength(5)
  expect(showTarget('rds-instance/shop', 'office', office, undefined, now).wanted).toBe('running')
})
