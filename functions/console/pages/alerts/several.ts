import { commandIncident, type IncidentAction } from '../../../../api/alerts/incidents.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import { errorText } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import { redact } from '../../../../shared/log.ts'
import type { Act, Asked } from '../../contract/contribution.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'
import { snoozeMinutes } from './choices.ts'

/** What can be done about several at once. */
const actions = [
  'acknowledge',
  'resolve',
  'escalate',
  'hand-over',
  'snooze',
] as const satisfies readonly IncidentAction[]

/** Most at once: as many as a page lists. */
const most = 50

/** The list as it was filtered, to come back to. */
const backTo = (form: URLSearchParams): string => {
  const from = form.get('from') ?? ''
  return /^\/incidents(\?[\x21-\x7e]*)?$/.test(from) ? from : '/incidents'
}

/** Until when a form wants something snoozed or silenced. @throws UsageError where it does not say for how long */
export const untilOf = ({ now, reader }: Pick<Asked, 'now' | 'reader'>, form: URLSearchParams): string => {
  const minutes = snoozeMinutes.find((each) => String(each) === form.get('minutes'))
  if (minutes === undefined) throw new UsageError(incidentWords[reader.language].noMinutes)
  return new Date(now.getTime() + minutes * 60_000).toISOString()
}

/** To whom a form hands something over. @throws UsageError where it names nobody of the config */
export const personOf = (
  { deployment, reader }: Pick<Asked, 'deployment' | 'reader'>,
  form: URLSearchParams,
): string => {
  const to = form.get('to') ?? ''
  if (!Object.hasOwn(deployment.config.alerts.responders, to))
    throw new UsageError(incidentWords[reader.language].noPerson)
  return to
}

const atOnce = 4

/** What became of one of them. `failed`: it is not known whether it was changed. */
type Result =
  | 'done'
  | 'over'
  | { readonly id: string; readonly refused: string }
  | { readonly id: string; readonly failed: unknown }

/** Does the same about all incidents that are chosen, and says what became of each that could not be changed. */
export const actOnSeveral: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const say = incidentWords[reader.language]
  const action = actions.find((each) => each === form.get('do'))
  if (action === undefined) throw new UsageError(say.notAnAction)
  const ids = [...new Set(form.getAll('incident').filter((each) => /^[0-9a-f]{16}$/.test(each)))]
  if (ids.length === 0) throw new UsageError(say.noneChosen)
  if (ids.length > most) throw new UsageError(say.tooMany(ids.length, most))
  const command = {
    action,
    by: session.by,
    ...(action === 'hand-over' ? { to: personOf(asked, form) } : {}),
    ...(action === 'snooze' ? { until: untilOf(asked, form) } : {}),
  }
  const results = await inParallel(ids, atOnce, async (id): Promise<Result> => {
    try {
      return (await commandIncident(deployment, { ...command, id })).wasOver ? 'over' : 'done'
    } catch (error) {
      return error instanceof UsageError ? { id, refused: redact(errorText(error)) } : { id, failed: error }
    }
  })
  const refused = results.flatMap((each) => (typeof each === 'object' && 'refused' in each ? [each] : []))
  const failed = results.flatMap((each) => (typeof each === 'object' && 'failed' in each ? [each] : []))
  const [done, over] = (['done', 'over'] as const).map((word) => results.filter((each) => each === word).length)
  if (failed.length === results.length) throw failed[0]?.failed
  const said = [
    ...(done ? [say.results[action](done)] : []),
    ...(over ? [say.overBefore(over)] : []),
    ...refused.map(({ id, refused: why }) => say.refusedOf(id, why)),
    ...(failed.length > 0 ? [say.unknownOf(failed.map(({ id }) => id).join(', '))] : []),
  ].join(' ')
  if (!done && failed.length === 0) throw new UsageError(said)
  return { said, next: backTo(form) }
}
