import type { Command } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type FirewallOverview, readOverview } from '../../api/firewall.ts'
import { readQueues } from '../../api/queues.ts'
import { durationText } from '../../shared/time.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { localTime, printRows } from '../print.ts'
import { matchText } from './match-text.ts'
import { refuseUnknownVerb } from './unknown-verb.ts'

const logsQueue = 'FirewallLogs'

/** Log objects that wait to be read. */
interface WaitingRow {
  readonly waiting: number
  readonly working: number
  /** Age of the oldest, where CloudWatch knows it. */
  readonly oldestSeconds?: number | undefined
}

const readWaiting = async (deployment: Deployment): Promise<WaitingRow> => {
  const name = `${logsQueue}QueueUrl`
  const [row] = await readQueues({ ...deployment, outputs: { [name]: deployment.output(name) } })
  const { waiting = 0, working = 0, oldestSeconds } = row ?? {}
  return { waiting, working, oldestSeconds }
}

const rowsOf = ({ rules, manual, listed, sources, sets }: FirewallOverview, waiting: WaitingRow) => [
  ...rules.map((rule) => ({ what: 'rule', ...rule })),
  { what: 'manual', offenders: manual },
  { what: 'config', ...listed },
  ...sources.map((source) => ({ what: 'source', ...source })),
  ...sets.map((set) => ({ what: 'set', ...set })),
  { what: 'logs', ...waiting },
]

const logsText = ({ waiting, working, oldestSeconds }: WaitingRow): string => {
  if (waiting + working === 0) return 'No log waits to be read.'
  const age = oldestSeconds === undefined ? '' : `; the oldest for ${durationText(oldestSeconds)}`
  return `${waiting} ${waiting === 1 ? 'log waits' : 'logs wait'}, ${working} being read${age}.`
}

const printOverview = ({ rules, manual, listed, sources, sets }: FirewallOverview, waiting: WaitingRow): void => {
  printRows(
    rules,
    {},
    {
      Rule: ({ rule }) => rule,
      Mode: ({ mode }) => (mode === 'count' ? 'count only' : 'block'),
      'Looks at': ({ match }) => matchText(match),
      From: ({ threshold, windowMinutes }) => `${threshold} in ${durationText(windowMinutes * 60)}`,
      For: ({ blockSeconds }) => durationText(blockSeconds),
      'In force': ({ offenders }) => offenders,
    },
    'No rule.',
  )
  console.log(`By hand: ${manual}. By the config: ${listed.block} blocked, ${listed.allow} allowed.\n`)
  printRows(
    sources,
    {},
    {
      Source: ({ source }) => source,
      Bucket: ({ bucket }) => bucket,
      'Last log': ({ lastAt, silent }) => `${localTime(lastAt) || 'none yet'}${silent ? ', stopped' : ''}`,
    },
    'No source.',
  )
  console.log()
  printRows(
    sets,
    {},
    {
      Set: ({ set }) => set,
      Scope: ({ scope }) => scope,
      Entries: ({ entries, limit }) => `${entries} of ${limit}`,
      Full: ({ share }) => `${(share * 100).toFixed(1)} %`,
      'Not ours': ({ entries, ours }) => entries - ours,
      'No place': ({ cut }) => cut || '',
      Changed: ({ putAt, refused }) => (refused ? `refused: ${refused}` : localTime(putAt)),
    },
    'WAF has no set of ours.',
  )
  console.log(`\n${logsText(waiting)}`)
}

/** @param find the deployment that is asked */
export const registerOverview = (firewall: Command, find: () => Promise<Deployment>): void => {
  firewall
    .option(...jsonOption)
    .allowExcessArguments()
    .action(async ({ json = false }: JsonOption, self: Command) => {
      refuseUnknownVerb(self)
      const deployment = await find()
      const [overview, waiting] = await Promise.all([readOverview(deployment), readWaiting(deployment)])
      if (json) printRows(rowsOf(overview, waiting), { json }, {}, '')
      else printOverview(overview, waiting)
    })
}
