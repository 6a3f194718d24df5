import { type Command, InvalidArgumentError } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type ActionRow, type AskedAction, actOnAddress, longestReason } from '../../api/firewall.ts'
import { asker } from '../asker.ts'
import { endOf } from '../end-of.ts'
import { instantOption, type JsonOption, jsonOption, spanOption, textOption } from '../options.ts'
import { localTime, printRows } from '../print.ts'

interface ActionOptions extends JsonOption {
  readonly until?: Date
  readonly for?: number
  readonly why?: string
}

type Find = () => Promise<Deployment>

/** How long a block or an allowance lasts when nobody says. */
const usualSpan = 86_400_000

const forOption = (text: string): number => {
  const span = spanOption(text)
  if (span === 0) throw new InvalidArgumentError(`"${text}" is not a time; write it like 90m, 12h or 7d.`)
  return span
}

const whyFlag = ['--why <text>', `why, in at most ${longestReason} characters`, textOption(longestReason)] as const

const printAction = (row: ActionRow, json: boolean): void =>
  printRows(
    [row],
    { json },
    {
      Address: ({ address }) => address,
      State: ({ state }) => state,
      Until: ({ until }) => localTime(until),
      'In the sets': ({ state, seen }) => (seen ? 'proven' : state === 'released' ? 'being taken out' : 'on its way'),
      '': ({ words }) => words,
    },
    '',
  )

const act = async (find: Find, address: string, action: AskedAction, json: boolean): Promise<void> =>
  printAction(await actOnAddress(await find(), address, action, asker()), json)

const descriptions = {
  block: 'block an address or a range by hand, for a day unless you say otherwise',
  allow:
    'let no rule block an address or a range, for a day unless you say otherwise; for good: firewall.allow of the config',
} as const

/** @param find the deployment that is acted on */
export const registerActions = (firewall: Command, find: Find): void => {
  for (const action of ['block', 'allow'] as const)
    firewall
      .command(`${action} <address>`)
      .description(descriptions[action])
      .option('--for <span>', 'for so long: 90m, 12h or 7d', forOption)
      .option('--until <time>', 'until then, such as 2026-11-21T02:30:00+09:00', instantOption)
      .requiredOption(...whyFlag)
      .option(...jsonOption)
      .action(async (address: string, _: ActionOptions, self: Command) => {
        const options = self.optsWithGlobals<ActionOptions>()
        const { json = false, why = '' } = options
        const now = new Date()
        const until = endOf(options, now) ?? new Date(now.getTime() + usualSpan)
        await act(find, address, { action, until, why }, json)
      })
  firewall
    .command('release <address>')
    .description('end a block or an allowance of an address; for a while no rule blocks it again (firewall.forgive)')
    .option(...whyFlag)
    .option(...jsonOption)
    .action(async (address: string, _: ActionOptions, self: Command) => {
      const { json = false, why } = self.optsWithGlobals<ActionOptions>()
      await act(find, address, { action: 'release', why }, json)
    })
}
