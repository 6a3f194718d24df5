import { conditionSignal, conditions } from '../../functions/firewall/rules/signals.ts'
import { type FirewallStateRecord, keys } from '../../shared/ledger/records.ts'
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

const passFaults = async (asked: Asked, state: FirewallStateRecord | undefined): Promise<string[]> => {
  const { passedAt } = state ?? {}
  if (passedAt === undefined)
    return (await isFresh(asked, asked.outputs.FirewallFunction, quietMinutes)) ? [] : ['no pass has been made yet']
  const now = asked.now()
  return now.getTime() - Date.parse(passedAt) > quietMinutes * 60_000
    ? [`no pass has been made for ${ageText(passedAt, now)}`]
    : []
}

/** What the passes have found wrong and reported, and is not over. Objects that could not be read are named below. */
const reported = ({ config }: Asked, state: FirewallStateRecord | undefined, now: Date): string[] => {
  const slice = sliceOfConfig(config)
  return Object.entries(state?.told ?? {}).flatMap(([name, told]) =>
    told.until === undefined && !name.startsWith(conditions.broken(''))
      ? [`${conditionSignal(name, told, slice).title}, for ${ageText(told.since, now)}`]
      : [],
  )
}

const brokenFaults = async (asked: Asked): Promise<string[]> => {
  const since = new Date(asked.now().getTime() - brokenHours * 3_600_000).toISOString()
  const [newest, ...others] = await readBroken(asked, { since, limit: 1_000 })
  if (newest === undefined) return []
  const more = others.length > 0 ? `, and ${others.length} more in the last day` : ''
  return [`s3://${newest.bucket}/${newest.key} could not be read: ${newest.words}${more}`]
}

const troubles = async (asked: Asked): Promise<string[]> => {
  if (!asked.config.firewall) return []
  const state = await stateOf(asked)
  return [...(await passFaults(asked, state)), ...reported(asked, state, asked.now()), ...(await brokenFaults(asked))]
}

/** What is well, with what blocks nobody on purpose. */
const fine = async (asked: Asked): Promise<string> => {
  const { config } = asked
  if (!config.firewall) return 'the config has none'
  if ((await stateOf(asked))?.passedAt === undefined) return 'waiting for the first pass, which comes within a minute'
  const shadow = sliceOfConfig(config)
    .rules.filter(({ mode }) => mode === 'count')
    .map(({ name }) => name)
  const well = 'logs come, and its sets are as they should be'
  return shadow.length === 0 ? well : `${well}; only counted, blocking nobody: ${shadow.join(', ')}`
}

/** Whether logs come, are read and judged, and the sets take what is decided. */
export const firewallStatus: StatusContribution = {
  outputs: ({ firewall }) => (firewall ? ['FirewallFunction', 'FirewallLogsBucket'] : []),
  checks: [{ what: 'firewall', look: troubles, fine }],
}
