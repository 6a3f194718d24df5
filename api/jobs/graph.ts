import type { JobsConfig } from '../../shared/config/jobs/schema.ts'
import { keys, type RunRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** A job of a chain, as `nightshift jobs graph --json` prints it. */
export interface GraphRow {
  readonly job: string
  /** The jobs that it comes after; none at the beginning of a chain. */
  readonly after: readonly string[]
  readonly when: 'all' | 'any' | undefined
  readonly within: string | undefined
  readonly schedule: string
  /** IANA */
  readonly zone: string
  /** Its newest run. */
  readonly lastRunAt: string | undefined
  readonly lastState: RunRecord['state'] | undefined
}

type Linked = Pick<GraphRow, 'job' | 'after' | 'when' | 'schedule' | 'zone'> & Partial<Pick<GraphRow, 'lastState'>>

/** The jobs of a config that come after others, or that others come after. */
export const linkedJobs = (jobs: JobsConfig): Omit<GraphRow, 'lastRunAt' | 'lastState'>[] => {
  const named = new Set(Object.values(jobs).flatMap(({ after }) => after?.jobs ?? []))
  return Object.entries(jobs).flatMap(([job, { after, schedule, zone }]) =>
    after || named.has(job)
      ? [{ job, after: after?.jobs ?? [], when: after?.when, within: after?.within, schedule, zone }]
      : [],
  )
}

/** The chains of the config, with how each job's newest run went. */
export const readGraph = async ({ config, ledger }: Pick<Deployment, 'config' | 'ledger'>): Promise<GraphRow[]> =>
  Promise.all(
    linkedJobs(config.jobs ?? {}).map(async (row) => {
      const [last] = await ledger().lastChildren<RunRecord>(keys.run(row.job, '').pk, 1)
      return { ...row, lastRunAt: last?.scheduledAt, lastState: last?.state }
    }),
  )

/** Chains as lines of text: each job below the first that it comes after, with all others that it waits for. */
export const drawGraph = (rows: readonly Linked[]): string[] => {
  const below = (name: string | undefined): Linked[] => rows.filter(({ after }) => after[0] === name)
  const label = ({ job, after, when, schedule, zone, lastState }: Linked): string => {
    const how =
      after.length === 0 ? `  ${schedule} ${zone}` : after.length > 1 ? `  after ${when} of ${after.join(', ')}` : ''
    return `${job}${how}${lastState === undefined ? '' : `  (${lastState})`}`
  }
  const draw = (row: Linked, first: string, rest: string): string[] => {
    const children = below(row.job)
    return [
      `${first}${label(row)}`,
      ...children.flatMap((child, index) => {
        const isLast = index === children.length - 1
        return draw(child, `${rest}${isLast ? '└─ ' : '├─ '}`, `${rest}${isLast ? '   ' : '│  '}`)
      }),
    ]
  }
  return below(undefined).flatMap((row) => draw(row, '', ''))
}

/** Chains as a flowchart of Mermaid, for a page of docs. */
export const mermaidGraph = (rows: readonly Linked[]): string[] => [
  'flowchart LR',
  ...rows
    .filter(({ after }) => after.length === 0)
    .map(({ job, schedule, zone }) => `  ${job}["${job}<br>${schedule} ${zone}"]`),
  ...rows.flatMap(({ job, after, when }) => {
    const arrow = when === 'any' && after.length > 1 ? '-. any .->' : '-->'
    return after.map((before) => `  ${before} ${arrow} ${job}`)
  }),
]
