import { startLeft } from '../../api/hours/start-left.ts'
import { UsageError } from '../../api/usage-error.ts'
import { leftOffCode } from '../../functions/hours/rules/left-off.ts'
import type { Rule } from '../../local/faults/rule.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import type { HoursTargetRecord } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { cases, isChange, makeNight } from './hours-scene.ts'

log.setLogLevel('SILENT')

const refuseChanges: Rule = {
  name: 'denied',
  before: (call) =>
    isChange(call) ? { refuse: { status: 403, code: 'AccessDenied', message: 'User is not authorized' } } : undefined,
}

/** A target of each kind, switched off by the unchanged engine, as its record is after it has left the config. */
const leftOff = async (each: (typeof cases)[number]) => {
  const night = makeNight(each)
  await night.runTo('2026-11-30T19:58:00Z')
  const before = night.shown()
  await night.runTo('2026-11-30T20:30:00Z')
  expect(night.shown()).not.toEqual(before)
  const record = await night.record()
  if (!record) throw new Error('no record')
  const since = '2026-11-30T20:30:00.000Z'
  const left: HoursTargetRecord = {
    ...record,
    retired: since,
    trouble: { code: leftOffCode, words: 'left', since, told: true },
  }
  const ledger = memoryLedger()
  const deployment = {
    connect: ((Class: never) => night.aws.access.client(Class)) as never,
    ledger: () => ledger,
    now: () => night.aws.access.now,
  }
  const start = () => startLeft(deployment, left, 'mina', 'inventory')
  return { night, before, ledger, start, target: record.target }
}

describe.each(cases.map((each) => [each.kind, each] as const))(
  '%s that left the config while it was off',
  (_, each) => {
    test('is started with its size, and goes on to scale as others had left it', async () => {
      const { night, before, ledger, start, target } = await leftOff(each)
      await start()
      await night.runTo('2026-11-30T20:50:00Z')
      expect(night.shown()).toEqual(before)
      expect(await ledger.list('change')).toMatchObject([
        {
          target,
          by: 'mina',
          summary: expect.stringContaining('asked to start'),
          basis: { event: { why: 'inventory' } },
        },
      ])
    })

    test('is not started twice, and what AWS refuses is said', async () => {
      const { night, start } = await leftOff(each)
      night.setFaults(refuseChanges)
      await expect(start()).rejects.toThrow(/AWS does not start .*Your credentials need/)
      night.setFaults()
      await night.runTo('2026-11-30T20:32:00Z')
      await start()
      await night.runTo('2026-11-30T20:50:00Z')
      await expect(start()).rejects.toBeInstanceOf(UsageError)
    })
  },
)
