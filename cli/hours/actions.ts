import { type Command, InvalidArgumentError } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { type AskedAction, longestExtension, longestReason, showHours, switchTarget } from '../../api/hours.ts'
import { UsageError } from '../../api/usage-error.ts'
import { asker } from '../asker.ts'
import { endOf } from '../end-of.ts'
import { instantOption, type JsonOption, jsonOption, spanOption, textOption } from '../options.ts'
import { printShown } from './show.ts'

interface WhyOption extends JsonOption {
  readonly why?: string
}

interface OverrideOptions extends WhyOption {
  readonly until?: Date
  readonly for?: number
}

type Find = () => Promise<Deployment>

const whyFlag = ['--why <text>', `why, in at most ${longestReason} characters`, textOption(longestReason)] as const

const act = async (find: Find, name: string, action: AskedAction, json: boolean): Promise<void> => {
  const deployment = await find()
  const { target } = await switchTarget(deployment, name, action, asker())
  printShown(await showHours(deployment, { target }), json)
}

const because = (why: string | undefined): { readonly why?: string } => (why ? { why } : {})

const stateArgument = (text: string): 'running' | 'stopped' => {
  if (text !== 'running' && text !== 'stopped')
    throw new InvalidArgumentError(`"${text}" is not a state: running or stopped.`)
  return text
}

const extensionArgument = (text: string): number => {
  const seconds = spanOption(text) / 1000
  if (seconds < 1 || seconds > longestExtension)
    throw new InvalidArgumentError(`"${text}" is not from 1m to ${longestExtension / 86_400}d.`)
  return seconds
}

const registerOverride = (hours: Command, find: Find): void => {
  hours
    .command('override')
    .argument('<target>', 'such as rds-instance/shop, or shop where only one is called so')
    .argument('<state>', 'running or stopped', stateArgument)
    .description('have a target running or stopped until a time, whatever its calendar says')
    .option('--until <time>', 'until then, such as 2026-11-21T02:30:00+09:00', instantOption)
    .option('--for <span>', 'for so long: 90m, 12h or 7d', spanOption)
    .option(...whyFlag)
    .option(...jsonOption)
    .action(async (name: string, state: 'running' | 'stopped', _: OverrideOptions, self: Command) => {
      const options = self.optsWithGlobals<OverrideOptions>()
      const { json = false, why } = options
      const until = endOf(options, new Date())
      if (until === undefined) throw new UsageError('Write how long it holds: either --until or --for.')
      await act(find, name, { action: 'override', state, until, ...because(why) }, json)
    })
}

const simple = {
  start: 'start a target now; it stays on until its calendar next says something',
  stop: 'stop a target now; it stays off until its calendar next says something',
  release: 'end an override: the calendar decides again',
} as const

/** @param find the deployment that is acted on */
export const registerActions = (hours: Command, find: Find): void => {
  registerOverride(hours, find)
  for (const action of ['start', 'stop', 'release'] as const)
    hours
      .command(`${action} <target>`)
      .description(simple[action])
      .option(...whyFlag)
      .option(...jsonOption)
      .action(async (name: string, _: WhyOption, self: Command) => {
        const { json = false, why } = self.optsWithGlobals<WhyOption>()
        await act(find, name, { action, ...because(why) }, json)
      })
  hours
    .command('extend')
    .argument('<target>', 'such as rds-instance/shop, or shop where only one is called so')
    .argument('<span>', '90m, 2h', extensionArgument)
    .description('keep a target on for so much longer than it would be')
    .option(...whyFlag)
    .option(...jsonOption)
    .action(async (name: string, seconds: number, _: WhyOption, self: Command) => {
      const { json = false, why } = self.optsWithGlobals<WhyOption>()
      await act(find, name, { action: 'extend', seconds, ...because(why) }, json)
    })
}
