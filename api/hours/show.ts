import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { isLeftOff } from '../../functions/hours/rules/left-off.ts'
import { type Shown, showLeft, showTarget } from '../../functions/hours/rules/show.ts'
import type { HoursTargetRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { calendarsIn } from './calendars.ts'

export type { Shown }

type Asked = Pick<Deployment, 'config' | 'calendars' | 'ledger' | 'now'>

/** The target that a name means: `rds-instance/shop`, or `shop` where only one is called so. */
export const findTarget = (name: string, records: readonly HoursTargetRecord[]): HoursTargetRecord => {
  const found = records.filter(({ target }) => target === name || target.slice(target.indexOf('/') + 1) === name)
  const [first, ...others] = found
  if (first && others.length === 0) return first
  const known = (first ? found : records).map(({ target }) => target)
  throw new UsageError(
    first
      ? `"${name}" is more than one target; write which: ${known.join(', ')}.`
      : `No target is called "${name}". ${known.length === 0 ? 'No look has seen one yet' : `There are: ${known.slice(0, 20).join(', ')}`}.`,
  )
}

/**
 * Why each target is on or off at a time, by the config as it is edited, and its next changes.
 * @param asked `target`: one alone; `at`: default now; `until`: up to when changes are shown, default the next five
 * @throws UsageError when there is no such target, or the config has no hours
 */
export const showHours = async (
  deployment: Asked,
  asked: {
    readonly target?: string | undefined
    readonly at?: Date | undefined
    readonly until?: Date | undefined
  } = {},
): Promise<Shown[]> => {
  const now = deployment.now()
  const calendars = calendarsIn(deployment)
  const records = await knownTargets(deployment.ledger())
  const chosen = asked.target === undefined ? records : [findTarget(asked.target, records)]
  return chosen.flatMap((record) => {
    if (isLeftOff(record)) return [showLeft(record)]
    const calendar = calendars[record.calendar]
    if (calendar === undefined) return []
    return [showTarget(record.target, record.calendar, calendar, record, asked.at ?? now, asked.until)]
  })
}
