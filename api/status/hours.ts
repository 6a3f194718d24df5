import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { holidaysEndText } from '../../shared/calendar/index.ts'
import { type HoursLookRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import type { StatusContribution } from './check.ts'
import { isFresh } from './fresh.ts'

type Asked = Pick<Deployment, 'config' | 'connect' | 'ledger' | 'now' | 'outputs'>

/** Minutes without a finished round of looks after which something is wrong; also after a first deployment. */
const quietMinutes = 15

const minutesSince = (at: string, now: Date): number => (now.getTime() - Date.parse(at)) / 60_000

const lookOf = (deployment: Pick<Asked, 'ledger'>): Promise<HoursLookRecord | undefined> =>
  deployment.ledger().get<HoursLookRecord>(keys.hoursLook())

const lookTroubles = async (deployment: Asked, look: HoursLookRecord | undefined): Promise<string[]> => {
  if (look === undefined)
    return (await isFresh(deployment, deployment.outputs.HoursFunction, quietMinutes))
      ? []
      : ['no look has come to its end yet']
  const isQuiet = minutesSince(look.seenTo, deployment.now()) > quietMinutes
  return isQuiet ? [`no look has come to its end since ${look.seenTo}`] : []
}

const troubles = async (deployment: Asked): Promise<string[]> => {
  if (!deployment.config.hours) return []
  const [targets, look] = await Promise.all([knownTargets(deployment.ledger()), lookOf(deployment)])
  return [
    ...(await lookTroubles(deployment, look)),
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
      fine: async (deployment) =>
        deployment.config.hours && (await lookOf(deployment)) === undefined
          ? 'waiting for the first look, which comes within some minutes of the deployment'
          : 'every target is as its calendar wants it, or on its way',
    },
  ],
}
