import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { holidaysEndText } from '../../shared/calendar/index.ts'
import { type HoursLookRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import type { StatusContribution } from './check.ts'

type Asked = Pick<Deployment, 'config' | 'ledger' | 'now' | 'outputs'>

/** Minutes without a finished round of looks after which something is wrong. */
const quietMinutes = 15

const troubles = async (deployment: Asked): Promise<string[]> => {
  if (!deployment.config.hours) return []
  const ledger = deployment.ledger()
  const [targets, look] = await Promise.all([knownTargets(ledger), ledger.get<HoursLookRecord>(keys.hoursLook())])
  const since = look && (deployment.now().getTime() - Date.parse(look.seenTo)) / 60_000
  return [
    ...(since === undefined || since > quietMinutes
      ? [look ? `no look has come to its end since ${look.seenTo}` : 'no look has come to its end yet']
      : []),
    ...targets.flatMap(({ target, trouble }) => (trouble ? [`${target}: ${trouble.words} (${trouble.code})`] : [])),
    ...Object.entries(look?.entries ?? {}).flatMap(([name, { held }]) =>
      held ? [`${name}: nothing is stopped, because ${held.stops} would be, more than were confirmed`] : [],
    ),
    ...Object.entries(look?.denied ?? {}).map(([kind, { action }]) => `${kind}: AWS refuses ${action}`),
    ...Object.keys(look?.unknown ?? {}).map((name) => `a tag names the calendar "${name}", which does not exist`),
  ]
}

/** Public holidays are found when it is deployed: what was deployed long ago knows none any more. */
const holidays = async ({ outputs, now }: Asked): Promise<string[]> => {
  const until = outputs.HoursHolidaysUntil
  const text = until && holidaysEndText(until, true, now())
  return text ? [`of its calendars ${text}`] : []
}

/** What is other than its calendar wants by hand, or waits for a confirmation: nothing that is wrong. */
export const hoursStatus: StatusContribution = {
  outputs: ({ hours }) => (hours ? ['HoursFunction'] : []),
  checks: [
    {
      what: 'hours',
      look: async (deployment) => [...(await troubles(deployment)), ...(await holidays(deployment))],
      fine: 'every target is as its calendar wants it, or on its way',
    },
  ],
}
