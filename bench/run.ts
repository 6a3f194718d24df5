import { printRows } from '../cli/print.ts'
import { heading, say, step } from '../local/progress.ts'
import { describeMachine } from './machine.ts'
import { allMet, type Bench, type BenchRow } from './row.ts'

/** In the order in which they run. Each is loaded only when it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  cost: () => import('./cost.ts'),
  scale: () => import('./scale.ts'),
  'cold-start': () => import('./cold-start.ts'),
  thumbnails: () => import('./thumbnails.ts'),
  lifecycle: () => import('./lifecycle.ts'),
  alerts: () => import('./alerts.ts'),
  jobs: () => import('./jobs.ts'),
  'next-firing': () => import('./next-firing.ts'),
  hours: () => import('./hours.ts'),
  firewall: () => import('./firewall.ts'),
  console: () => import('./console.ts'),
  reach: () => import('./reach.ts'),
  audits: () => import('./audits.ts'),
}

const runBench = async (name: string, load: () => Promise<Bench>): Promise<BenchRow[]> => {
  const rows: BenchRow[] = []
  const went = await step(name, async () => {
    rows.push(...(await (await load()).run((text) => say(`  ${text}`))))
    return []
  })
  return went ? rows : [{ what: name, ours: 'could not be measured', mark: 'to be measured', met: false }]
}

const print = (rows: readonly BenchRow[]): void =>
  printRows(
    rows,
    {},
    {
      what: ({ what }) => what,
      ours: ({ ours }) => ours,
      'held against': ({ reference }) => reference,
      ratio: ({ ratio }) => ratio?.toFixed(2),
      mark: ({ mark }) => mark,
      met: ({ met }) => (met === undefined ? '' : met ? 'ok' : 'missed'),
    },
    'Nothing was measured.',
  )

const main = async (asked: readonly string[]): Promise<number> => {
  const unknown = asked.filter((name) => !Object.hasOwn(benches, name))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`)
    return 2
  }
  const rows: BenchRow[] = []
  for (const [name, load] of Object.entries(benches))
    if (asked.length === 0 || asked.includes(name)) rows.push(...(await runBench(name, load)))
  heading(describeMachine(new Date()))
  print(rows)
  return allMet(rows) ? 0 : 1
}

// Not left to the event loop: the SDK's clients keep connections open.
process.exit(await main(process.argv.slice(2)))
