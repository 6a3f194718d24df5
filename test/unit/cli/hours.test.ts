import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { UsageError } from '../../../api/usage-error.ts'
import { yearText } from '../../../cli/hours/year.ts'
import { registerHours } from '../../../cli/hours.ts'
import { calendarDays, calendarOf } from '../../../shared/calendar/index.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { lookOf, makeScene, now, targetOf } from '../api/hours-scene.ts'

const directory = mkdtempSync(join(tmpdir(), 'nightshift-hours-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** Types a command; what is printed, and the exit status as `cli/main.ts` makes it of what is thrown. */
const typed = async (args: readonly string[], records?: Parameters<typeof makeScene>[0]) => {
  const { deployment, asked } = await makeScene(records)
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  process.exitCode = 0
  const complaints: string[] = []
  try {
    const program = new Command().enablePositionalOptions()
    registerHours(program, async () => deployment)
    const inherit = (each: Command): void => {
      each.exitOverride().configureOutput({ writeErr: (text) => complaints.push(text) })
      each.commands.forEach(inherit)
    }
    inherit(program)
    await program.parseAsync(['hours', ...args], { from: 'user' })
    return { exit: process.exitCode, out: printed.mock.calls.map(([line]) => String(line)).join('\n'), asked, said: '' }
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommanderError)) throw error
    return { exit: 2, out: '', asked, said: `${complaints.join('')}${error.message}` }
  } finally {
    process.exitCode = 0
    printed.mockRestore()
  }
}

describe('bad use exits with 2, says what is wrong, and does nothing', () => {
  test.each([
    [['show', 'nothing'], 'No target is called "nothing". There are: ecs-service/blog/web'],
    [['show', 'shop', '--at', 'tomorrow'], '"tomorrow" is not a time'],
    [['show', 'shop', '--at', '2026-12-01T00:00:00Z', '--until', '2026-11-30T00:00:00Z'], '--until must be after --at'],
    [['show', 'shop', '--year', '27'], '"27" is not a year; write it like 2027'],
    [['show', 'shop', '--year', '--at', '2026-12-01T00:00:00Z'], 'leave out --at and --until'],
    [['override', 'shop', 'on', '--for', '2h'], '"on" is not a state: running or stopped'],
    [['override', 'shop', 'running'], 'either --until or --for'],
    [['override', 'shop', 'running', '--for', '2h', '--until', '2026-12-01T00:00:00Z'], 'either --until or --for'],
    [['override', 'shop', 'running', '--until', '2026-11-01T00:00:00Z'], 'has passed'],
    [['override', 'shop'], "missing required argument 'state'"],
    [['extend', 'shop', 'long'], '"long" is not a span of time; write it like 90m, 12h or 7d'],
    [['extend', 'shop', '8d'], '"8d" is not from 1m to 7d'],
    [['start', 'nothing'], 'No target is called "nothing"'],
    [['stop', 'shop', '--why', 'x'.repeat(301)], 'at most 300'],
    [['release', 'shop'], 'Nothing is set for rds-instance/shop'],
    [['savings', '--month', 'november'], '"november" is not a month; write it like 2026-11'],
    [['import', '/nowhere/at/all.json'], 'cannot be read'],
    [['nonsense'], 'too many arguments'],
  ])('hours %j', async (args, text) => {
    const { exit, said, asked } = await typed(args)
    expect([exit, asked]).toEqual([2, []])
    expect(said).toContain(text)
  })
})

describe('--json prints an array of records', () => {
  test('show, and hours alone', async () => {
    for (const args of [['--json'], ['show', '--json']]) {
      const rows = JSON.parse((await typed(args)).out)
      expect(rows.map(({ target }: { target: string }) => target)).toEqual([
        'ecs-service/blog/web',
        'ecs-service/shop/web',
        'rds-instance/reports',
        'rds-instance/shop',
      ])
      expect(rows[3]).toMatchObject({ wanted: 'stopped', calendar: 'office', until: '2026-11-23T08:00:00.000Z' })
    }
  })

  test('an action gives the target as it then stands', async () => {
    const { out, asked } = await typed(['override', 'shop', 'running', '--for', '2h', '--why', 'a sale', '--json'])
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ target: 'rds-instance/shop', override: expect.objectContaining({ why: 'a sale' }) }),
    ])
    expect(asked).toEqual(['start shop'])
  })

  test('a year is its days', async () => {
    const rows = JSON.parse((await typed(['show', 'shop', '--year', '2027', '--json'])).out)
    expect(rows).toHaveLength(365)
    expect(rows[0]).toMatchObject({ calendar: 'office', date: '2027-01-01', running: 12 })
  })

  test('an import is calendars, targets and notes', async () => {
    const file = join(directory, 'table.json')
    const items = [
      { type: 'period', name: 'office', begintime: '09:00', endtime: '23:59' },
      { type: 'schedule', name: 'uk', timezone: 'Europe/London', periods: ['office'] },
    ]
    writeFileSync(file, JSON.stringify({ Items: items }))
    expect(JSON.parse((await typed(['import', file, '--json'])).out)).toEqual([
      { what: 'calendar', name: 'uk', zone: 'Europe/London', rules: [{ from: '09:00', until: '24:00' }] },
      { what: 'note', of: 'period office', text: expect.stringContaining('24:00') },
    ])
    expect((await typed(['import', file])).out).toMatch(
      /^\/\/ period office: .*\nhours: \{\n {2}calendars: \{\n {4}uk: \{/,
    )
  })
})

describe('for people', () => {
  test('show says why, by which rule, and what comes next', async () => {
    const { out } = await typed(['show', 'shop'])
    expect(out).toMatch(/rds-instance\/shop +stopped .*\(hours\.calendars\.office/)
    expect(out.split('\n').filter((line) => /^ {2}\d.* {2}(running|stopped) {2}/.test(line))).toHaveLength(5)
  })

  test('trouble, hands and overrides are told apart', async () => {
    const at = now.toISOString()
    const { out } = await typed(
      ['show'],
      [
        targetOf('rds-instance/shop', 'office', {
          trouble: { code: 'gone', words: 'AWS does not know it.', since: at, told: true },
        }),
        targetOf('rds-instance/reports', 'office', { hand: { state: 'running', at } }),
        targetOf('ecs-service/shop/web', 'weekly', {
          override: { state: 'stopped', at, until: '2026-11-22T00:00:00.000Z', by: 'mina', why: 'a move' },
        }),
      ],
    )
    expect(out).toMatch(/rds-instance\/shop +in trouble .*AWS does not know it\. \(gone\)/)
    expect(out).toMatch(/rds-instance\/reports +running by hand .*stays until/)
    expect(out).toMatch(/ecs-service\/shop\/web +stopped .*mina until .*: a move/)
  })

  test('nothing yet', async () => expect((await typed([], [])).out).toBe('No look has seen a target yet.'))

  test('savings have a sum, and name what has no price', async () => {
    const { out } = await typed(
      ['savings'],
      [
        {
          ...keys.hoursSavings('2026-11', 'rds-instance/shop'),
          kind: 'hours-savings',
          target: 'rds-instance/shop',
          month: '2026-11',
          seconds: 36_000,
          list: 1.5,
          paid: 0.25,
          unpriced: ['rds:oracle-ee:db.m7i.large'],
        } as never,
        lookOf(),
      ],
    )
    expect(out).toMatch(/rds-instance\/shop +10\.0 +1\.50 +0\.25 +1\.25/)
    expect(out).toContain('In total: 1.25 US dollars, by list prices.')
    expect(out).toContain(
      'Not counted, because no price is known: rds:oracle-ee:db.m7i.large (hours.prices takes yours).',
    )
    expect((await typed(['savings', '--month', '2026-01'])).out).toBe('Nothing was seen to be stopped in that month.')
  })
})

describe('a year as a calendar', () => {
  const office = calendarOf({
    zone: 'Europe/Berlin',
    rules: [
      { days: 'mon-thu', from: '08:00', until: '20:00' },
      { days: 'fri', from: '08:00', until: '17:00', desired: 2 },
      { monthDays: 'last' },
    ],
    holidays: ['2026-12-25'],
  })
  const days = calendarDays(office, new Date('2026-01-01T12:00:00Z'), 365)
  const year = { calendar: 'office', zone: 'Europe/Berlin', year: 2026, days }
  const text = yearText(year, 100)

  test('each day has a mark, under its weekday', () => {
    const lines = yearText(year, 30).split('\n')
    const may = lines.findIndex((line) => line.trim() === 'May 2026')
    expect(lines.slice(may + 1, may + 7)).toEqual([
      ' Mo  Tu  We  Th  Fr  Sa  Su',
      '                  1b  2·  3·',
      '  4a  5a  6a  7a  8b  9· 10·',
      ' 11a 12a 13a 14a 15b 16· 17·',
      ' 18a 19a 20a 21a 22b 23· 24·',
      ' 25a 26a 27a 28a 29b 30· 31█',
    ])
  })

  test('below stand what the marks mean, holidays, days on which clocks change, and the sum', () => {
    expect(text).toMatch(/^Calendar office \(Europe\/Berlin\) in 2026\n/)
    expect(text).toContain('  a  08:00–20:00 (')
    expect(text).toContain('  b  08:00–17:00 desired 2 (')
    expect(text).toContain('  ·  off (')
    expect(text).toContain('  2026-12-25  in the config')
    expect(text).toContain('  2026-03-29 has 23 hours\n  2026-10-25 has 25 hours')
    const running = days.reduce((sum, day) => sum + day.running, 0)
    expect(text).toContain(
      `It runs for ${running.toLocaleString('en')} of 8,760 hours, ${Math.round(running / 87.6)} %.`,
    )
  })

  test.each([30, 80, 100, 200])('no line is wider than a terminal of %s columns', (width) => {
    const grid = yearText(year, width).split('\n').slice(2, -12)
    expect(Math.max(...grid.map((line) => line.length))).toBeLessThanOrEqual(width)
  })
})
