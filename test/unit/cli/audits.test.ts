import { jest } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { UsageError } from '../../../api/usage-error.ts'
import { registerAudits } from '../../../cli/audits.ts'
import { acceptFinding } from '../../../functions/audits/engine/accept.ts'
import { parseAuditsEvent } from '../../../functions/audits/rules/event.ts'
import { auditsSchema } from '../../../shared/config/audits/schema.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type AuditFindingRecord, keys } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from '../api/deployment.ts'
import { finding } from '../console/records.ts'

const now = new Date('2026-12-20T05:00:00Z')

const records: readonly AuditFindingRecord[] = [
  finding(),
  finding({ id: '0123aaaaaaaa', title: 'Volume vol-1 is attached to nothing', severity: 'note', dollars: 8 }),
  finding({
    ...keys.auditFinding('credentials', 'ffffffffffff'),
    id: 'ffffffffffff',
    audit: 'credentials',
    sort: 'key-old',
    title: 'A key of mina is old',
    state: 'fixed',
    fixedAt: '2026-12-01T05:00:00.000Z',
    lastSeen: '2026-11-30T05:00:00.000Z',
  }),
]

const outcome = { audit: 'waste', open: 2, found: 0, fixed: 0, written: 0, failed: [] as object[] }

/** Types a command against the real acceptance over a ledger in memory; the exit status as `cli/main.ts` makes it of what is thrown. */
const typed = async (args: readonly string[], outcomes: readonly object[] = [outcome]) => {
  const ledger = memoryLedger()
  for (const item of records) await ledger.commit([{ item, expect: 'absent' }], now)
  const calls: unknown[] = []
  const send = async (command: unknown) => {
    const payload = JSON.parse((command as { readonly input: { readonly Payload: string } }).input.Payload)
    calls.push(payload)
    const event = parseAuditsEvent(payload)
    const answer =
      'action' in event
        ? await acceptFinding(event, { ledger, publish: async () => undefined, now, version: '1' })
        : outcomes
    return { Payload: new TextEncoder().encode(JSON.stringify(answer)) }
  }
  const deployment = fakeDeployment({
    config: { audits: auditsSchema.parse({}) },
    now,
    ledger,
    outputs: { AuditsFunction: 'audits' },
    clients: { LambdaClient: { send } },
  })
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  process.exitCode = 0
  const complaints: string[] = []
  try {
    const program = new Command().enablePositionalOptions()
    registerAudits(program, async () => deployment)
    const inherit = (each: Command): void => {
      each.exitOverride().configureOutput({ writeErr: (text) => complaints.push(text) })
      each.commands.forEach(inherit)
    }
    inherit(program)
    await program.parseAsync(['audits', ...args], { from: 'user' })
    return { exit: process.exitCode, out: printed.mock.calls.map(([line]) => String(line)).join('\n'), calls, said: '' }
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommanderError)) throw error
    return { exit: 2, out: '', calls, said: `${complaints.join('')}${error.message}` }
  } finally {
    process.exitCode = 0
    printed.mockRestore()
  }
}

const why = ['--why', 'we move in March']

describe('bad use exits with 2, and says what is wrong', () => {
  test.each([
    [['accept', '--until', '2027-03-31', ...why], "missing required argument 'id'"],
    [['accept', '0123456789ab', ...why], "required option '--until <time>' not specified"],
    [['accept', '0123456789ab', '--until', '2027-03-31'], "required option '--why <text>' not specified"],
    [['accept', '0123456789ab', '--until', 'march', ...why], '"march" is not a time'],
    [
      ['accept', '0123456789ab', '--until', '2027-02-30', ...why],
      '"2027-02-30" is a day that the calendar does not have',
    ],
    [['accept', '0123456789ab', '--until', '2027-03-31T10:00', ...why], 'has no zone'],
    [['accept', '0123456789ab', '--until', '2026-12-01', ...why], 'is not in the future'],
    [['accept', '0123456789ab', '--until', '2030-01-01', ...why], 'is more than 400 days away'],
    [['accept', '0123456789ab', '--until', '2027-03-31', '--why', 'x'.repeat(301)], 'at most 300'],
    [['accept', '0123456789ab', '--until', '2027-03-31', '--why', ' '], 'Say why it is accepted.'],
    [['accept', 'abc', '--until', '2027-03-31', ...why], 'There is no open finding abc. See:'],
    [['accept', '0123', '--until', '2027-03-31', ...why], 'is the beginning of several: 0123456789ab, 0123aaaaaaaa'],
    [['accept', 'ffff', '--until', '2027-03-31', ...why], 'There is no open finding ffff'],
    [['findings', '--audit', 'rubbish'], 'Allowed choices are credentials, certificates'],
    [['nonsense'], 'too many arguments'],
  ])('audits %j', async (args, text) => {
    const { exit, said } = await typed(args)
    expect(said).toContain(text)
    expect(exit).toBe(2)
  })
})

test('findings: the open ones, the worst first; with --all those that are fixed; of one audit', async () => {
  const ids = async (...args: string[]) =>
    JSON.parse((await typed(['findings', '--json', ...args])).out).map(({ id }: { readonly id: string }) => id)
  expect(await ids()).toEqual(['0123456789ab', '0123aaaaaaaa'])
  expect(JSON.parse((await typed(['--json'])).out)).toEqual(JSON.parse((await typed(['findings', '--json'])).out))
  expect(await ids('--all')).toEqual(['0123456789ab', '0123aaaaaaaa', 'ffffffffffff'])
  expect(await ids('--all', '--audit', 'credentials')).toEqual(['ffffffffffff'])
  expect((await typed(['findings', '--audit', 'quotas'])).out).toContain('Nothing is found.')
})

test('a table has what to do, the dollars and the owner', async () => {
  const { exit, out } = await typed(['findings'])
  expect(exit).toBe(0)
  for (const text of ['0123456789ab', 'urgent', '$3.65', 'sales', 'aws ec2 release-address'])
    expect(out).toContain(text)
})

test('run: exit status 1 where a check could not look, and which', async () => {
  expect((await typed(['run'])).exit).toBe(0)
  const failed = [{ check: 'waste/volumes', reason: 'AccessDenied', transient: false }]
  const { exit, out } = await typed(['run'], [{ ...outcome, failed }])
  expect([exit, out.includes('waste/volumes: AccessDenied')]).toEqual([1, true])
})

test('accept: by the beginning of its id, until a day, with who and why; the command says how it then stands', async () => {
  const { exit, out, calls } = await typed(['accept', '01234', '--until', '2027-03-31', ...why, '--json'])
  expect(exit).toBe(0)
  expect(JSON.parse(out)).toMatchObject([
    { id: '0123456789ab', state: 'accepted', accepted: { until: '2027-03-31T00:00:00.000Z', why: 'we move in March' } },
  ])
  expect(calls).toMatchObject([{ action: 'accept', id: '0123456789ab', until: '2027-03-31T00:00:00.000Z' }])
})
