import { channelSumsSince, incidentSumsSince } from '../../../api/alerts/days.ts'
import { readIncidentTimes, timesRows } from '../../../api/alerts/incident-times.ts'
import { messagesSince } from '../../../api/alerts/messages.ts'
import { makeAddUpDays } from '../../../functions/alerts/engine/day-sums.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type DaySumsRecord, type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { incident, message } from '../console/records.ts'

const now = new Date('2026-11-30T03:00:00Z')
const id = (number: number): string => String(number).padStart(16, '0')

/** An incident that opened at a time, was acknowledged after 60 s and was over after 600. */
const over = (number: number, openedAt: string, more: Partial<IncidentRecord> = {}): IncidentRecord => {
  const later = (seconds: number): string => new Date(Date.parse(openedAt) + seconds * 1_000).toISOString()
  return incident({
    ...keys.incident(id(number)),
    id: id(number),
    at: openedAt,
    openedAt,
    acknowledgedAt: later(60),
    acknowledgements: undefined,
    history: undefined,
    closedAt: later(600),
    state: 'resolved',
    open: undefined,
    policy: number % 2 === 0 ? 'shop' : 'stock',
    ...more,
  })
}

const day = (count: number, time = '10:00'): string =>
  new Date(Date.parse(`2026-11-30T${time}:00Z`) - count * 86_400_000).toISOString()

/** A ledger that counts what is listed of it. */
const counting = (records: Parameters<typeof memoryLedger>[0]) => {
  const ledger = memoryLedger(records, { now: () => now })
  let read = 0
  return {
    ledger,
    read: () => read,
    deployment: {
      now: () => now,
      ledger: () => ({
        ...ledger,
        list: async (...asked: Parameters<typeof ledger.list>) => {
          const found = await ledger.list(...asked)
          read += found.length
          return found as never
        },
      }),
    },
  }
}

const incidents = Array.from({ length: 60 }, (_, count) => over(count, day(count)))
const messages = Array.from({ length: 120 }, (_, count) =>
  message({
    pk: `incident#${id(count)}`,
    sk: `notification#${count}`,
    incident: id(count),
    at: day(count / 2, '11:00'),
    channel: count % 3 === 0 ? 'email' : 'sms',
    outcome: count % 10 === 0 ? 'failed' : 'accepted',
  }),
)
const made = (more: readonly IncidentRecord[] = []) =>
  counting([...incidents, ...messages, ...more].map((record) => ({ ...record, version: 1 })))

const addUpAll = async (scene: ReturnType<typeof made>, at = now): Promise<void> => makeAddUpDays(500)(scene.ledger, at)

describe('days that are added up', () => {
  test('months say the same with them as without them, from any instant on, and little is read', async () => {
    for (const since of [
      '2026-09-01T00:00:00Z',
      '2026-10-17T10:30:00Z',
      '2026-11-29T00:00:00Z',
      '2025-11-01T00:00:00Z',
    ]) {
      const [before, after] = [made(), made()]
      await addUpAll(after)
      const asked = { since: new Date(since) }
      expect(await readIncidentTimes(after.deployment, asked)).toEqual(
        await readIncidentTimes(before.deployment, asked),
      )
      expect(await messagesSince(after.deployment, asked.since)).toEqual(
        await messagesSince(before.deployment, asked.since),
      )
      // Three days of one incident and two messages each are not added up yet, and the day in which it begins.
      expect(after.read()).toBeLessThanOrEqual(12)
      if (since < '2026-11') expect(before.read()).toBeGreaterThan(60)
    }
  })

  test('what is not over is read each time, and counts as soon as it is over', async () => {
    const open = over(777, day(20), { state: 'acknowledged', closedAt: undefined, open: 'incident' })
    const scene = made([open])
    await addUpAll(scene)
    const rows = async () => (await readIncidentTimes(scene.deployment)).rows
    const expected = timesRows([...incidents.filter(({ at }) => at >= '2026-09'), open])
    expect(await rows()).toEqual(expected)
    const closed: IncidentRecord = { ...open, state: 'resolved', closedAt: day(1), open: undefined }
    await scene.ledger.commit([{ item: closed, expect: 1 }], now)
    expect(await rows()).toEqual(timesRows([...incidents.filter(({ at }) => at >= '2026-09'), closed]))
  })

  test('what is replayed late belongs to the day on which it happened, from the next day on', async () => {
    const scene = made()
    await addUpAll(scene)
    const late = over(888, day(13))
    await scene.ledger.commit([{ item: late, expect: 'absent' }], now)
    await addUpAll(scene, new Date('2026-12-01T00:01:00Z'))
    expect((await readIncidentTimes(scene.deployment)).rows).toEqual(
      timesRows([...incidents.filter(({ at }) => at >= '2026-09'), late]),
    )
  })

  test('a day with messages still to be sent waits, and keeps no other from it', async () => {
    const scene = counting(
      [...incidents, message({ at: day(5), outcome: 'planned' })].map((record) => ({ ...record, version: 1 })),
    )
    const addUp = makeAddUpDays(2)
    for (let call = 0; call < 300; call += 1) await addUp(scene.ledger, now)
    const days = await scene.ledger.children<DaySumsRecord>(keys.daySums('2026').pk)
    expect(days.map(({ sk }) => sk)).not.toContain(day(5).slice(0, 10))
    expect(days.map(({ sk }) => sk)).toEqual(
      expect.arrayContaining([day(2), day(4), day(6), day(60)].map((each) => each.slice(0, 10))),
    )
    expect(days.map(({ sk }) => sk)).not.toContain(day(1).slice(0, 10))
    // From the day that waits on everything is read.
    const { sums } = await channelSumsSince(scene.deployment, new Date('2026-11-01T00:00:00Z'))
    expect(sums.length).toBeLessThan(27)
    expect(timesRows(incidents.filter(({ at }) => at >= '2026-11'))).toEqual(
      (await readIncidentTimes(scene.deployment, { since: new Date('2026-11-01T00:00:00Z') })).rows,
    )
  })

  test('a day that cannot be read fails one call, and not every one of the day', async () => {
    const { ledger } = counting(incidents.map((record) => ({ ...record, version: 1 })))
    const bad = day(2).slice(0, 10)
    const failing: typeof ledger = {
      ...ledger,
      list: (kind, span) =>
        span?.since?.startsWith(bad) ? Promise.reject(new Error('no such day')) : ledger.list(kind, span),
    }
    const addUp = makeAddUpDays(50)
    let failed = 0
    for (let call = 0; call < 20; call += 1)
      await addUp(failing, now).catch(() => {
        failed += 1
      })
    expect(failed).toBe(1)
    const days = await ledger.children<DaySumsRecord>(keys.daySums('2026').pk)
    expect(days.map(({ sk }) => sk)).toContain(day(4).slice(0, 10))
  })

  test('two that add up at once write the same', async () => {
    const scene = made()
    await Promise.all([addUpAll(scene), addUpAll(scene)])
    expect((await incidentSumsSince(scene.deployment, new Date('2026-10-01T00:00:00Z'))).isCut).toBe(false)
    expect((await readIncidentTimes(scene.deployment)).rows).toEqual(
      timesRows(incidents.filter(({ at }) => at >= '2026-09')),
    )
  })
})
