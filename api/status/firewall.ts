import { conditionSignal, conditions } from '../../functions/firewall/rules/signals.ts'
import { type FirewallStateRecord, keys } from '../../shared/ledger/records.ts'
import { terminal } from '../../shared/terminal.ts'
import { durationText } from '../../shared/time.ts'
import type { Deployment } from '../deployment.ts'
import { readBroken } from '../firewall/broken.ts'
import { sliceOfConfig } from '../firewall/sight.ts'
import type { StatusContribution } from './check.ts'
import { isFresh } from './fresh.ts'

type Asked = Pick<Deployment, 'config' | 'connect' | 'ledger' | 'now' | 'outputs'>

/** Minutes without a pass after which something is wrong: one is due each minute. */
const quietMinutes = 5

/** For how long a broken object is shown. */
const brokenHours = 24

const ageText = (at: string, now: Date): string => durationText((now.getTime() - Date.parse(at)) / 1000)

const stateOf = ({ ledger }: Pick<Asked, 'ledger'>): Promise<FirewallStateRecord | undefined> =>
  ledger().get<FirewallStateRecord>(keys.firewallState())

const passFaults = async (asked: Asked, { passedAt }: Partial<FirewallStateRecord>): Promise<string[]> => {
  if (passedAt === undefined)
    return (await isFresh(asked, asked.outputs.FirewallFunction, quietMinutes)) ? [] : ['no pass has been made yet']
  const now = asked.now()
  return now.getTime() - Date.parse(passedAt) > quietMinutes * 60_000
    ? [`no pass has been made for ${ageText(passedAt, now)}`]
    : []
}

/** What the passes have found wrong and reported, and is not over; but for objects that could not be read, as they stay so. */
const reported = ({ config }: Asked, state: FirewallStateRecord | undefined, now: Date): string[] => {
  const slice = sliceOfConfig(config)
  return Object.entries(state?.told ?? {}).flatMap(([name, told]) =>
    told.until === undefined && !name.startsWith(conditions.broken(''))
      ? [`${conditionSignal(name, told, slice).title}, for ${ageText(told.since, now)}`]
      : [],
  )
}

/** Log objects of the last day that could not be read: each is on record, and nothing is wrong with the firewall. */
const brokenText = async (asked: Asked): Promise<string> => {
  const since = new Date(asked.now().getTime() - brokenHours * 3_600_000).toISOString()
  const { length } = await readBroken(asked, { since, limit: 1_000 })
  if (length === 0) return ''
  return `; ${length} ${length === 1 ? 'log object' : 'log objects'} of the last day could not be read (${terminal} firewall logs)`
}

const troubles = async (asked: Asked): Promise<string[]> => {
  if (!asked.config.firewall) return []
  const state = await stateOf(asked)
  return [...(await passFaults(asked, state ?? {})), ...reported(asked, state, asked.now())]
}

/** What is well, with what blocks nobody on purpose, and what could not be read. */
const fine = async (asked: Asked): Promise<string> => {
  if (!asked.config.firewall) return 'the config has none'
  if ((await stateOf(asked))?.passedAt === undefined) return 'waiting for the first pass, which comes within a minute'
  const shadow = sliceOfConfig(asked.config)
    .rules.filter(({ mode }) => mode === 'count')
    .map(({ name }) => name)
  const counted = shadow.length === 0 ? '' : `; only counted, blocking nobody: ${shadow.join(', ')}`
  return `logs come, and its sets are as they should be${counted}${await brokenText(asked)}`
}

/** Whether logs come, are read and judged, and the sets take what is decided. */
export const firewallStatus: StatusContribution = {
  outputs: ({ firewall }) => (firewall ? ['FirewallFunction', 'FirewallLogsBucket'] : []),
  checks: [{ what: 'firewall', look: troubles, fine }],
}
