import type { Command } from 'commander'
import {
  endSilence,
  longestWhy,
  matchText,
  readOnCall,
  type SilenceResult,
  type SilenceRow,
  silenceAlarms,
} from '../api/alerts.ts'
import type { Deployment } from '../api/deployment.ts'
import { UsageError } from '../api/usage-error.ts'
import { asker } from './asker.ts'
import { fullId } from './full-id.ts'
import { instantOption, type JsonOption, jsonOption, spanOption, textOption } from './options.ts'
import { localTime, printRows } from './print.ts'

type Find = () => Promise<Deployment>

const printSilences = (rows: readonly SilenceRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Id: ({ id }) => id,
      State: ({ state }) => state,
      Silences: ({ match }) => matchText(match),
      From: ({ from }) => localTime(from),
      Until: ({ until }) => localTime(until),
      By: ({ by, endedBy }) => (endedBy ? `${by}, ended by ${endedBy}` : by),
      Why: ({ why }) => why,
    },
    'Nothing is silenced at run time.',
  )

const printResult = ({ silence, incidents }: SilenceResult, json: boolean): void => {
  printSilences([silence], json)
  for (const { id, alarm, state } of json ? [] : incidents)
    console.log(`It is about incident ${id.slice(0, 8)}, ${alarm}, which is ${state}.`)
}

/** Parses `key=value` of an option that may be given several times. */
const tagOption = (text: string, known: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
  const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key === '') throw new UsageError(`"${text}" is not a tag; write it like team=stock.`)
  return { ...known, [key]: value }
}

interface SilenceOptions extends JsonOption {
  readonly namespace?: string
  readonly tag?: Readonly<Record<string, string>>
  readonly from?: Date
  readonly until?: Date
  readonly for?: number
  readonly why: string
}

/** @throws UsageError where nothing says until when, or both do */
const endOf = ({ from, until, for: span }: SilenceOptions): string => {
  if ((until === undefined) === (span === undefined))
    throw new UsageError('Write how long it holds: either --until or --for.')
  return (until ?? new Date((from?.getTime() ?? Date.now()) + (span ?? 0))).toISOString()
}

/** `nightshift alerts silence` and `silences` */
export const registerSilences = (alerts: Command, find: Find): void => {
  alerts
    .command('silence')
    .argument('[alarm]', 'name of the alarm; * stands for any characters')
    .description('have an alarm, or what a filter means, page nobody for a time')
    .option('--namespace <namespace>', 'namespace of its metric, such as AWS/RDS')
    .option('--tag <key=value>', 'a tag of the alarm; several times for several', tagOption)
    .option('--from <time>', 'from then on, such as 2026-11-21T02:30:00+09:00; default: now', instantOption)
    .option('--until <time>', 'until then', instantOption)
    .option('--for <span>', 'for so long: 90m, 12h or 7d', spanOption)
    .requiredOption('--why <text>', `why, in at most ${longestWhy} characters`, textOption(longestWhy))
    .option(...jsonOption)
    .action(async (alarm: string | undefined, options: SilenceOptions) => {
      const { namespace, tag: tags, from, why, json = false } = options
      const match = { ...(alarm ? { alarm } : {}), ...(namespace ? { namespace } : {}), ...(tags ? { tags } : {}) }
      if (Object.keys(match).length === 0)
        throw new UsageError('Name the alarm, or what is meant by --namespace or --tag.')
      const until = endOf(options)
      const asked = { match, ...(from ? { from: from.toISOString() } : {}), until, why, by: asker() }
      printResult(await silenceAlarms(await find(), asked), json)
    })
  const silences = alerts
    .command('silences')
    .description('what is silenced at run time; what the config silences stands in it')
    .option('--all', 'those of the last week too that are over')
    .option(...jsonOption)
    .action(async ({ json = false, all = false }: JsonOption & { readonly all?: boolean }) => {
      const rows = (await readOnCall(await find())).silences
      printSilences(
        rows.filter(({ state }) => all || state === 'now' || state === 'next'),
        json,
      )
    })
  silences
    .command('end')
    .argument('<id>', 'its id, or the beginning of it')
    .description('end one now: what it holds goes on at once')
    .option(...jsonOption)
    .action(async (typed: string, _: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const deployment = await find()
      const rows = (await readOnCall(deployment)).silences
      const id = fullId(typed, rows, { what: 'silence', list: 'alerts silences' })
      printResult(await endSilence(deployment, { id, by: asker() }), json)
    })
}
