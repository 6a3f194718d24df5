import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { drillAlarm, type Hop } from '../api/alerts.ts'
import type { Deployment } from '../api/deployment.ts'
import { terminal } from '../shared/terminal.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption, wholeOption } from './options.ts'
import { printRows } from './print.ts'
import { registerSilences } from './silences.ts'
import { registerSources } from './sources.ts'

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
  deployment: Deployment,
  alarm: string | undefined,
  { json, patienceMs }: { readonly json: boolean; readonly patienceMs: number },
): Promise<void> => {
  const stop = new AbortController()
  const end = (): void => stop.abort(new Error('Ended early; the alarm is put back'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  const say = (text: string): void => {
    if (!json) console.log(text)
  }
  const drilled = await drillAlarm(
    deployment,
    { alarm, by: asker(), id: randomUUID().slice(0, 8), patienceMs },
    {
      wait: (ms, signal) => sleep(ms, undefined, { ...(signal ? { signal } : {}) }),
      ended: stop.signal,
      onStart: (name, reason) => say(`Setting off ${name}. People are really notified: "${reason}".`),
      onHop: (hop) => say(hopText(hop)),
    },
  )
  if (json) printRows(drilled.hops, { json }, {}, '')
  say(`${drilled.alarm} is put back (${drilled.before}).`)
  if (drilled.hops.some(({ outcome }) => outcome === 'accepted')) return
  console.error(
    `No message was accepted. Where it stopped is the last line above; see also: ${terminal} status, ${terminal} incidents.`,
  )
  process.exitCode = 1
}

/** Parses seconds from 1 to 900 of an option to milliseconds. */
const patienceOption = (text: string): number => wholeOption(1, 900)(text) * 1000

/** `nightshift alerts` */
export const registerAlerts = (program: Command, find: () => Promise<Deployment> = findDeployment): void => {
  const alerts = program
    .command('alerts')
    .description(
      'try out the way from an alarm to a person; have an alarm page nobody for a time; what may report troubles',
    )
  registerSilences(alerts, find)
  registerSources(alerts, find)
  alerts
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
      runDrill(await find(), alarm, { json, patienceMs: wait }),
    )
}
