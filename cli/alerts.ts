import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import { type Command, Option } from 'commander'
import { clientOptions } from '../shared/aws.ts'
import { suggestion } from '../shared/config/explain.ts'
import type { Config } from '../shared/config/schema.ts'
import { type Deployment, findDeployment, UsageError } from './deployment.ts'
import { drill, type Hop } from './drill.ts'
import { type JsonOption, jsonOption, wholeOption } from './options.ts'
import { printRows } from './print.ts'

/**
 * The full name of an alarm of the config, which may be given short (`checkout-errors`); without one, of the first.
 * @throws UsageError when the config has none of that name, or none at all
 */
export const drilledAlarm = ({ name, alerts }: Pick<Config, 'name' | 'alerts'>, asked?: string): string => {
  const names = Object.keys(alerts.alarms)
  const [first] = names
  if (first === undefined)
    throw new UsageError('The config has no alarm to set off: see alerts.alarms in docs/alerts.md')
  const found = asked === undefined ? first : names.find((each) => each === asked || `${name}-${each}` === asked)
  if (found === undefined)
    throw new UsageError(
      `The config has no alarm ${asked}; it has: ${names.join(', ')}${suggestion(asked ?? '', names)}`,
    )
  return `${name}-${found}`
}

/** @throws UsageError when setting the alarm off now would prove nothing, or hide something real */
const checkAlarm = (alarm: MetricAlarm | undefined, name: string): string => {
  if (!alarm) throw new UsageError(`${name} is not deployed`)
  const { StateValue: state = 'INSUFFICIENT_DATA', ActionsEnabled: enabled = true } = alarm
  if (state === 'ALARM') throw new UsageError(`${name} is in ALARM: it needs no drill. See: nightshift incidents`)
  if (!enabled) throw new UsageError(`The actions of ${name} are switched off in CloudWatch, so nobody would be told`)
  return state
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const hopText = ({ hop, ms, incident, to, channel, outcome, note }: Hop): string => {
  const what = {
    'state change': '',
    incident: ` ${incident ?? ''} ${outcome}`,
    message: ` to ${to} by ${channel}: ${outcome}`,
  }[hop]
  return `${seconds(ms).padStart(8)}  ${hop}${what}${note ? ` (${note})` : ''}`
}

const runDrill = async (
  { config, ledger }: Deployment,
  asked: string | undefined,
  { json, patienceMs }: { readonly json: boolean; readonly patienceMs: number },
): Promise<void> => {
  const alarm = drilledAlarm(config, asked)
  const cloudWatch = new CloudWatchClient(clientOptions)
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarm] }))
  const before = checkAlarm(MetricAlarms[0], alarm)
  const ended = new AbortController()
  const end = (): void => ended.abort(new Error('Ended early; the alarm is put back'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  const say = (text: string): void => {
    if (!json) console.log(text)
  }
  const reason = `Drill by ${userInfo().username}, nothing is wrong (${randomUUID().slice(0, 8)})`
  say(`Setting off ${alarm}. People are really told: "${reason}".`)
  const hops = await drill(
    { alarm, before, reason, patienceMs },
    {
      ledger: ledger(),
      set: async (state, StateReason) => {
        const StateValue = state as StateValue
        await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue, StateReason }))
      },
      now: () => new Date(),
      pause: async () => {
        await sleep(200, undefined, { signal: ended.signal }).catch(() => ended.signal.throwIfAborted())
      },
      wait: async (ms) => sleep(ms),
      onHop: (hop) => say(hopText(hop)),
    },
  )
  if (json) printRows(hops, { json }, {}, '')
  const accepted = hops.filter(({ outcome }) => outcome === 'accepted')
  say(`${alarm} is put back (${before}).`)
  if (accepted.length > 0) return
  console.error(
    `No message was accepted. Where it stopped is the last line above; see also: nightshift status, nightshift incidents.`,
  )
  process.exitCode = 1
}

/** Parses seconds from 1 to 900 of an option to milliseconds. */
const patienceOption = (text: string): number => wholeOption(1, 900)(text) * 1000

export const registerAlerts = (program: Command): void => {
  program
    .command('alerts')
    .description('try out the way from an alarm to a person')
    .command('drill [alarm]')
    .description(
      'set off a real alarm, follow it to the accepted messages, put it back; without a name the first of the config',
    )
    .addOption(
      new Option('--wait <seconds>', 'how long to wait for a message')
        .argParser(patienceOption)
        .default(120_000, '120'),
    )
    .option(...jsonOption)
    .action(async (alarm: string | undefined, { json = false, wait }: JsonOption & { wait: number }) =>
      runDrill(await findDeployment(), alarm, { json, patienceMs: wait }),
    )
}
