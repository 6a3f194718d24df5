import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { isLeftOff } from '../../functions/hours/rules/left-off.ts'
import { extendedUntil } from '../../functions/hours/rules/manual.ts'
import type { Deployment } from '../deployment.ts'
import { calendarsIn } from './calendars.ts'

/**
 * The time until which each target would be on if somebody kept it on for so much longer now, by the name of the target. A target that
 * nothing ever stops, or that the function may not switch, is left out.
 * @throws UsageError when the config has no hours
 */
export const readExtensions = async (
  deployment: Pick<Deployment, 'config' | 'calendars' | 'ledger' | 'now'>,
  seconds: number,
): Promise<ReadonlyMap<string, Date>> => {
  const calendars = calendarsIn(deployment)
  const now = deployment.now()
  return new Map(
    (await knownTargets(deployment.ledger())).flatMap((record) => {
      const calendar = calendars[record.calendar]
      const until = calendar && !isLeftOff(record) ? extendedUntil(record, calendar, seconds, now) : undefined
      return until === undefined ? [] : [[record.target, until] as const]
    }),
  )
}
