import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { consoleLink } from '../api/console.ts'
import { type Deployment, makeDeployment } from '../api/deployment.ts'
import { contactChannelsByName } from '../functions/alerts/channels/index.ts'
import { makeAddUpDays } from '../functions/alerts/engine/day-sums.ts'
import { contributions } from '../functions/console/pages/index.ts'
import { consoleApp } from '../functions/console/server/app.ts'
import { pollHeader } from '../functions/console/server/asked.ts'
import { placeAt } from '../functions/console/server/origin.ts'
import { openSession } from '../functions/console/server/sessions.ts'
import { staticFilesIn } from '../functions/console/server/static-files.ts'
import { madeUpRecords } from '../local/preview/made-up.ts'
import { tellAddresses } from '../local/tell-addresses.ts'
import { clientOptions } from '../shared/aws.ts'
import { errorText } from '../shared/errors.ts'
import { type Ledger, type LedgerItem, written } from '../shared/ledger/ledger.ts'
import { toTable } from '../shared/ledger/stored-form.ts'
import { prices } from './prices.ts'
import type { Bench, BenchRow } from './row.ts'
import { duration, median, quantile } from './statistics.ts'
import { withDeployment } from './with-deployment.ts'

/** A ledger of 400 days: 200,000 runs, 10,000 incidents, 60,000 messages. */
const ledgerDays = 400
const size = { runsADay: 500, incidentsADay: 25, messagesAnIncident: 6 }
const marks = { milliseconds: 300, kilobytes: 120, lists: 12, dollars: 1 }

/** Looks at each page, warm. */
const looks = 30

/** Pages that the deployment has and that need no id. */
const pathsOf = ({ config }: Pick<Deployment, 'config'>): string[] => [
  '/?span=week',
  ...contributions
    .filter(({ isWanted }) => isWanted?.(config) ?? true)
    .flatMap(({ views = [] }) => views.map(({ path }) => path))
    .filter((path) => !path.includes(':')),
]

const records = (deployment: Deployment): LedgerItem[] =>
  madeUpRecords({
    days: ledgerDays,
    until: deployment.now(),
    ...size,
    jobs: ['nightly-report', 'sync-stock', ...Array.from({ length: 8 }, (_, index) => `job-${index + 1}`)],
    alarms: Array.from({ length: 20 }, (_, index) => `alarm-${index + 1}`),
    channels: contactChannelsByName.map(([name]) => name).slice(0, 2),
    people: Object.keys(deployment.config.alerts.responders),
  })

/** Puts records into the table as they are, 25 at a time, several batches at once. */
const fill = async (table: string, items: readonly LedgerItem[], now: Date): Promise<void> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions), {
    marshallOptions: { removeUndefinedValues: true },
  })
  let next = 0
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const batch = items.slice(next, next + 25)
      next += 25
      const put = batch.map((item) => ({
        PutRequest: { Item: { ...toTable(written({ item, expect: 'absent' }, now)) } },
      }))
      await client.send(new BatchWriteCommand({ RequestItems: { [table]: put } }))
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
}

interface Looked {
  readonly path: string
  readonly times: readonly number[]
  readonly bytes: number
}

/** @param isPoll whether the script asks, which looks again by itself: what is read is then read once for all who look within 50 seconds */
const look = async (address: string, path: string, cookie: string, isPoll = false): Promise<Looked> => {
  const times: number[] = []
  for (let count = 0; count <= looks; count += 1) {
    const began = performance.now()
    const answer = await fetch(`${address}${path}`, {
      headers: { cookie, 'accept-encoding': 'identity', ...(isPoll ? { [pollHeader]: '1' } : {}) },
    })
    await answer.arrayBuffer()
    // The first is not counted: it loads the page's code.
    if (count > 0) times.push(performance.now() - began)
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
  }
  const answer = await fetch(`${address}${path}`, { headers: { cookie, 'accept-encoding': 'gzip' } })
  const bytes = Number(answer.headers.get('content-length') ?? (await answer.arrayBuffer()).byteLength)
  return { path, times, bytes }
}

/** A ledger that counts the lists that are asked of it: one that is spread over keys or partitions, such as `hours#0` to `hours#7`, is one. */
const counting = (ledger: Ledger): { readonly ledger: Ledger; readonly lists: () => number } => {
  const asked = new Set<string>()
  const note = (...words: readonly unknown[]): void => {
    asked.add(JSON.stringify(words).replace(/#\d+"/g, '"'))
  }
  return {
    lists: () => asked.size,
    ledger: {
      ...ledger,
      list: (kind, options) => {
        note('list', kind, options)
        return ledger.list(kind, options)
      },
      open: (word, until) => {
        note('open', word, until)
        return ledger.open(word, until)
      },
      children: (pk, prefix) => {
        note('children', pk, prefix)
        return ledger.children(pk, prefix)
      },
      lastChildren: (pk, limit) => {
        note('lastChildren', pk, limit)
        return ledger.lastChildren(pk, limit)
      },
    },
  }
}

/** How many lists of the ledger a page asks for, in this process. */
const listsOf = async (deployment: Deployment, path: string): Promise<number> => {
  const { ledger, lists } = counting(deployment.ledger())
  const address = 'http://localhost/'
  const app = consoleApp({
    deployment: makeDeployment({ ...deployment, openLedger: () => ledger }),
    contributions,
    files: staticFilesIn(new URL('../functions/console/static/', import.meta.url)),
    laptop: true,
    place: placeAt(address),
  })
  const person = { by: 'mina', role: 'act', way: 'laptop', caller: undefined } as const
  const cookie = await openSession(deployment.ledger(), person, 'bench', deployment.now())
  const answer = await app.request(`http://localhost${path}`, { headers: { cookie: `nightshift-session=${cookie}` } })
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
  return lists()
}

/** Read units of one look at a day: half a unit for each 4 KB, and for each of the partitions that are asked. */
const readUnitsOf = (items: readonly LedgerItem[], now: Date): number => {
  const since = new Date(now.getTime() - 86_400_000).toISOString()
  const bytes = items.reduce((sum, item) => (item.at >= since ? sum + JSON.stringify(item).length : sum), 0)
  return 0.5 * (bytes / 4_096 + partitionsAsked)
}

/** Partitions of the indexes, and keys, that the first page asks. */
const partitionsAsked = 40

/** Ten people who have the first page open all day, which looks again each minute. What is read is read once for all of them. */
const monthOf = (fresh: Looked, polled: Looked, readUnits: number): number => {
  const minutes = 60 * 24 * 30
  const people = 10
  const seconds = (minutes * (median(fresh.times) + (people - 1) * median(polled.times))) / 1_000
  const gigabytes = 0.5
  return (
    people * minutes * prices.lambdaRequests.each +
    seconds * gigabytes * prices.lambdaTime.each +
    minutes * readUnits * prices.ledgerReads.each +
    (minutes / 5) * metricsOfNight * prices.metricReads.each
  )
}

/** Metrics that the first page asks CloudWatch for, at most every five minutes. */
const metricsOfNight = 2

const rowsOf = (looked: readonly Looked[], lists: ReadonlyMap<string, number>): BenchRow[] =>
  looked.flatMap(({ path, times, bytes }): BenchRow[] => {
    const [slow, kilobytes, count] = [quantile(times, 0.95), bytes / 1_024, lists.get(path) ?? 0]
    return [
      {
        what: `${path}: p95 of ${looks}, warm`,
        ours: duration(slow),
        mark: `≤ ${marks.milliseconds} ms`,
        met: slow <= marks.milliseconds,
      },
      {
        what: `${path}: transferred`,
        ours: `${kilobytes.toFixed(0)} KB`,
        mark: `≤ ${marks.kilobytes} KB`,
        met: kilobytes <= marks.kilobytes,
      },
      {
        what: `${path}: lists of the ledger`,
        ours: String(count),
        mark: `≤ ${marks.lists}`,
        met: count <= marks.lists,
      },
    ]
  })

/** The deployed page on a ledger of 400 days: how long it takes, how much comes, how many lists it reads, what a month costs. */
export const run: Bench['run'] = (report) =>
  withDeployment(report, async ({ deployment, output }) => {
    await tellAddresses(deployment.config, deployment.outputs)
    const items = records(deployment)
    report(`${items.length.toLocaleString('en')} records of ${ledgerDays} days`)
    await fill(output('LedgerTable'), items, deployment.now())
    report('the ledger is full')
    // As the function that runs each minute does from day to day.
    await makeAddUpDays(ledgerDays)(deployment.ledger(), deployment.now())
    report('its days are added up')
    const { link } = await consoleLink(deployment, 'bench')
    const signedIn = await fetch(link, { redirect: 'manual' })
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const address = output('ConsoleUrl').replace(/\/*$/, '')
    const looked: Looked[] = []
    const failed: BenchRow[] = []
    const lists = new Map<string, number>()
    for (const path of pathsOf(deployment))
      try {
        lists.set(path, await listsOf(deployment, path))
        const seen = await look(address, path, cookie)
        looked.push(seen)
        report(`${path}: ${duration(median(seen.times))}, ${lists.get(path)} lists`)
      } catch (error) {
        // The other pages are measured all the same.
        failed.push({
          what: `${path}: p95 of ${looks}, warm`,
          ours: errorText(error),
          mark: `≤ ${marks.milliseconds} ms`,
          met: false,
        })
        report(errorText(error))
      }
    const night = looked.find(({ path }) => path === '/')
    const polled = night && (await look(address, '/', cookie, true))
    const dollars = night && polled ? monthOf(night, polled, readUnitsOf(items, deployment.now())) : Number.NaN
    return [
      ...rowsOf(looked, lists),
      ...failed,
      {
        what: 'ten people with the page open all day, a month',
        ours: `${dollars.toFixed(2)} US dollars`,
        mark: `≤ ${marks.dollars}`,
        met: dollars <= marks.dollars,
      },
    ]
  })
