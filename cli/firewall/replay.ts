import { type Command, Option } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type FirewallReplay, type ReplayRow, replayFirewall } from '../../api/firewall.ts'
import { UsageError } from '../../api/usage-error.ts'
import { durationText } from '../../shared/time.ts'
import { readConfigFile } from '../deployment.ts'
import { instantOption, type JsonOption, jsonOption, sinceOption } from '../options.ts'
import { type Columns, localTime, printableLines, printRows } from '../print.ts'
import { groundsOf } from './words.ts'

interface ReplayOptions extends JsonOption {
  /** ISO 8601. */
  readonly since: string
  readonly until?: Date
  readonly config?: string
}

const counted = new Intl.NumberFormat('en')

const number = (count: number): string => counted.format(count)

const columns = {
  Address: ({ address }) => address,
  Rule: ({ rule, mode }) => (mode === 'count' ? `${rule} (count only)` : rule),
  Because: groundsOf,
  From: ({ from }) => localTime(from),
  For: ({ from, until, late }) =>
    late ? 'known too late' : durationText((Date.parse(until) - Date.parse(from)) / 1000),
  'Would stop': ({ stopped, requests }) => `${number(stopped)} of ${number(requests)} requests`,
  Customer: ({ customer }) => (customer ? 'LOOKS LIKE ONE' : ''),
} satisfies Columns<ReplayRow>

const clients = (rows: readonly ReplayRow[]): number => new Set(rows.map(({ address }) => address)).size

const clientText = (count: number): string => `${number(count)} ${count === 1 ? 'client' : 'clients'}`

const summary = ({ rows, objects, lines, malformed, unread, since, until }: FirewallReplay): string[] => {
  const blocking = rows.filter(({ mode, late }) => mode === 'block' && !late)
  const shadow = rows.filter(({ mode, late }) => mode === 'count' && !late)
  const customers = clients(blocking.filter(({ customer }) => customer))
  const share = lines === 0 ? 0 : (malformed / lines) * 100
  return [
    `${number(objects)} log objects that arrived from ${localTime(since)} to ${localTime(until)}, ${number(lines)} lines${malformed > 0 ? `, ${share.toFixed(2)} % of which could not be read` : ''}. Nothing was written.`,
    `${clientText(clients(blocking))} would have been blocked${customers > 0 ? `, ${number(customers)} of which look${customers === 1 ? 's' : ''} like ${customers === 1 ? 'a customer' : 'customers'}` : ''}; ${clientText(clients(shadow))} by rules that only count.`,
    ...unread.map(({ bucket, key, words }) => `Not read: s3://${bucket}/${key}: ${words}`),
  ]
}

const printReplay = (replay: FirewallReplay, json: boolean): void => {
  printRows(replay.rows, { json }, columns, 'Nobody would have been blocked.')
  // With --json it goes past the rows, to where a person sees it.
  for (const line of summary(replay)) console[json ? 'error' : 'log'](printableLines(line))
}

/** @param find the deployment whose logs are read */
export const registerFirewallReplay = (firewall: Command, find: () => Promise<Deployment>): void => {
  firewall
    .command('replay')
    .description(
      'who would have been blocked by the config as it is edited, by the real logs; which of them look like customers; writes nothing',
    )
    .addOption(
      new Option('--since <time>', 'logs that arrived since then: 7d, 90m or 2026-11-21T02:30:00+09:00')
        .argParser((text) => sinceOption(text, new Date()))
        .default(undefined, '7d'),
    )
    .option('--until <time>', 'logs that arrived before then; default now', instantOption)
    .option('--config <file>', 'another config than nightshift.config.ts')
    .option(...jsonOption)
    .action(async (_: ReplayOptions, self: Command) => {
      const { json = false, since, until, config } = self.optsWithGlobals<Partial<ReplayOptions>>()
      const now = new Date()
      const from = new Date(since ?? now.getTime() - 7 * 86_400_000)
      const to = until ?? now
      if (to <= from) throw new UsageError('--until must be after --since.')
      const edited = config === undefined ? {} : { config: await readConfigFile(config) }
      const replay = await replayFirewall({ ...(await find()), ...edited }, { since: from, until: to })
      printReplay(replay, json)
    })
}
