import { findIncident, readIncidents } from '../../api/alerts/incidents.ts'
import { readRuns } from '../../api/jobs/runs.ts'
import { readRejects } from '../../api/thumbnails/rejects.ts'
import { linkActions } from '../../functions/alerts/engine/link-actions.ts'
import { onTaskNews } from '../../functions/jobs/engine/on-task-news.ts'
import { startedBy } from '../../functions/jobs/rules/run.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import type { Ledger, LedgerItem, LedgerKey, Stored } from '../../shared/ledger/ledger.ts'
import type {
  BackfillRecord,
  HeartbeatRecord,
  IncidentRecord,
  JobLeaseRecord,
  JobRecord,
  LinkRecord,
  NotificationRecord,
  RejectRecord,
  RunRecord,
  TimerRecord,
} from '../../shared/ledger/records.ts'
import { makeTable, text } from '../dynamodb/fake-table.ts'
import { getAsIs, tableClient } from '../dynamodb/table-client.ts'
import { alarmOf, later, linkWorld, makeWorld } from '../unit/alerts/scene.ts'
import { later as after, firingAt, makeDesk } from '../unit/jobs/world.ts'
import { type Golden, readGolden } from './golden.ts'
import { alertsOfScenes, jobsOfScenes } from './scenes.ts'

const all = { limit: Number.POSITIVE_INFINITY }

/** The table that a version left, as today's code reads it. */
const left = ({ items }: Golden) => {
  const client = tableClient(makeTable(items))
  const ledger = dynamoLedger('ledger', client)
  const keys = items.map((item): LedgerKey => ({ pk: text(item, 'pk') ?? '', sk: text(item, 'sk') ?? '' }))
  const records = async (): Promise<Stored<LedgerItem>[]> => {
    const found = await Promise.all(keys.map((key) => ledger.get<LedgerItem>(key)))
    return found.filter((record) => record !== undefined)
  }
  return { client, ledger, keys, records, api: { ledger: () => ledger } }
}

const keysOf = (records: readonly LedgerKey[]): string[] => records.map(({ pk, sk }) => `${pk} ${sk}`).toSorted()
const isTimeOrdered = (records: readonly LedgerItem[]): boolean =>
  records.every(({ at }, index) => index === 0 || (records[index - 1]?.at ?? '') <= at)

describe.each(readGolden().map((golden) => [golden.name, golden] as const))('what %s wrote', (_, golden) => {
  test('has every kind of record that there was', async () => {
    const kinds = new Set((await left(golden).records()).map(({ kind }) => kind))
    for (const kind of [
      ...['incident', 'notification', 'timer', 'mailbox', 'link', 'alarm', 'transition', 'heartbeat', 'beat', 'shift'],
      ...['run', 'job', 'job-lease', 'change', 'reject', 'flood', 'backfill', 'lifecycle'],
    ])
      expect(kinds).toContain(kind)
  })

  test('is read by its key as it was written', async () => {
    const { client, ledger, keys } = left(golden)
    for (const key of keys) {
      // How a record stands in the indexes is the ledger's own affair.
      const { kind: _kind, open: _open, record: _record, ...written } = (await getAsIs(client, 'ledger', key)) ?? {}
      expect(await ledger.get(key)).toMatchObject(written)
    }
    for (const pk of new Set(keys.map((key) => key.pk)))
      expect(keysOf(await ledger.children(pk))).toEqual(keysOf(keys.filter((key) => key.pk === pk)))
  })

  test.each(['incident', 'transition', 'run', 'job', 'reject', 'change'])('is listed: %s', async (kind) => {
    const { ledger, records } = left(golden)
    const listed = await ledger.list(kind, all)
    expect(keysOf(listed)).toEqual(keysOf((await records()).filter((record) => record.kind === kind)))
    expect(isTimeOrdered(listed.toReversed())).toBe(true)
    expect(await ledger.list(kind, { limit: 2 })).toHaveLength(Math.min(2, listed.length))
  })

  test('is found while it is open, oldest first', async () => {
    const { ledger, records } = left(golden)
    const words = Map.groupBy(await records(), ({ open }) => open ?? '')
    words.delete('')
    expect([...words.keys()]).toEqual(
      expect.arrayContaining(['incident', 'notification', 'timer', 'digest#mina#sms', 'run', 'reject', 'lifecycle']),
    )
    for (const [word, those] of words) {
      const found = await ledger.open(word)
      expect(keysOf(found)).toEqual(keysOf(those))
      expect(isTimeOrdered(found)).toBe(true)
    }
  })

  test('is shown', async () => {
    const { api } = left(golden)
    const open = await readIncidents(api, { open: true, ...all })
    expect(open.map(({ state }) => state)).toEqual(expect.arrayContaining(['open', 'acknowledged', 'held']))
    expect(await readIncidents(api, all)).toHaveLength(open.length + 2)
    for (const { id, notifications, state } of open) {
      expect(await findIncident(api, id.slice(0, 12))).toMatchObject({ id })
      if (state !== 'held') expect(notifications.length).toBeGreaterThan(0)
    }
    expect(new Set((await readRuns(api, all)).map(({ state }) => state))).toEqual(
      new Set(['failed', 'running', 'forbidden', 'suppressed', 'missed']),
    )
    expect((await readRejects(api)).map(({ key }) => key)).toEqual(['c.jpg', 'b.jpg', 'a.jpg'])
    expect((await readRejects(api, { open: true })).map(({ key }) => key)).toEqual(['c.jpg', 'b.jpg'])
  })

  const alertsOf = (ledger: Ledger) => {
    const scene = makeWorld({ ledger, config: alertsOfScenes() })
    return { ...scene, links: linkActions((now) => linkWorld(scene.world(now))) }
  }

  test('is carried on: what is owed is sent, what waits for a digest goes, what is over ends', async () => {
    const { ledger, records } = left(golden)
    const { sweep, call, links, sent } = alertsOf(ledger)
    // Its lease, by a call that died, is over.
    await sweep(later(1_500))
    expect(sent.some(({ to, message }) => to === 'ada' && message.subject.includes('owed'))).toBe(true)
    await sweep(later(2_000))
    for (const word of ['notification', 'digest#mina#sms', 'digest#mina#email'])
      expect(await ledger.open<NotificationRecord>(word)).toEqual([])

    const known = (await records()).filter((record): record is Stored<LinkRecord> => record.kind === 'link')
    const link = known.find(({ to }) => to === 'ada')
    await links.act(link?.pk.slice('link#'.length) ?? '', 'acknowledge', later(2_001))
    const taken = await ledger.get<IncidentRecord>({ pk: `incident#${link?.incident}`, sk: 'incident' })
    expect(taken).toMatchObject({ alarm: 'owed', state: 'acknowledged', acknowledgedBy: 'ada', schema: 1 })
    const alarms = (await ledger.open<IncidentRecord>('incident')).map(({ alarmKey }) => alarmKey)
    for (const alarm of alarms) await call(alarmOf(alarm, 'OK', 2_100))
    expect(await ledger.open<IncidentRecord>('incident')).toEqual([])
    const timers = await ledger.open<TimerRecord>('timer')
    expect(timers.filter(({ subject }) => 'incident' in subject)).toEqual([])
    const again = await call(alarmOf('checkout', 'ALARM', 10))
    expect(again.outcome).toBe('opened')
    expect(await ledger.open('incident')).toEqual([])
  })

  test('is carried on: a sign of life finds its heartbeat, and its silence is reported', async () => {
    const { ledger } = left(golden)
    const { links } = alertsOf(ledger)
    const beat = { pk: 'heartbeat#backup', sk: 'heartbeat' }
    const { token = '' } = (await ledger.get<HeartbeatRecord>(beat)) ?? {}
    expect(await links.beat(token, later(3_000))).toBe(true)
    expect(await ledger.get<HeartbeatRecord>(beat)).toMatchObject({ lastAt: later(3_000).toISOString() })
  })

  test('is carried on: a run that waits for its task ends, and gives its place to the next', async () => {
    const { ledger } = left(golden)
    const desk = makeDesk({ ledger, jobs: jobsOfScenes() })
    const [run] = (await ledger.open<RunRecord>('run')).filter(({ job }) => job === 'import')
    if (!run?.taskArn) throw new Error('No run of the import has a task')
    const at = after(firingAt, 2_000)
    const change = {
      taskArn: run.taskArn,
      version: 9,
      lastStatus: 'STOPPED',
      startedBy: startedBy(run),
      stoppedAt: at.toISOString(),
      containers: [{ name: 'main', exitCode: 0 }],
    }
    await onTaskNews(change, desk.at(at))
    expect(await ledger.get<RunRecord>(run)).toMatchObject({ state: 'succeeded', exitCode: 0 })
    const lease = await ledger.get<JobLeaseRecord>({ pk: 'job#import', sk: 'lease' })
    expect(lease).toMatchObject({ epoch: 1 })
    expect(lease?.holder).toBeUndefined()
    expect(await ledger.get<JobRecord>({ pk: 'job#import', sk: 'job' })).toMatchObject({
      lastSuccessAt: expect.anything(),
    })
  })

  test('is known: what was refused, how far a backfill came', async () => {
    const { ledger } = left(golden)
    expect(await ledger.get<RejectRecord>({ pk: 'reject#uploads/b.jpg', sk: 'etag-of-b.jpg' })).toMatchObject({
      cause: 'not-an-image',
      open: 'reject',
    })
    expect(await ledger.get<BackfillRecord>({ pk: 'backfill#uploads', sk: 'prefix#photos/' })).toMatchObject({
      after: 'photos/a.jpg',
      state: 'done',
    })
  })
})
