import { type AskedAction, switchTarget } from '../../../../api/hours/actions.ts'
import { showHours } from '../../../../api/hours/show.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import { terminal } from '../../../../shared/terminal.ts'
import type { Act, Asked } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { timeText } from '../../view/times.ts'
import { hoursWords } from '../../view/words/hours.ts'
import { targetPath } from './paths.ts'

/** Most hours of one press: what the function takes. */
const mostHours = 168

/** Most characters of a reason: what the function takes. */
const longestReason = 300

const hoursIn = (form: URLSearchParams, { reader }: Asked): number => {
  const text = form.get('hours') ?? '2'
  const hours = Number(text)
  if (!Number.isInteger(hours) || hours < 1 || hours > mostHours)
    throw new UsageError(hoursWords[reader.language].notASpan(text.slice(0, 20)))
  return hours
}

const actionOf = (asked: Asked, form: URLSearchParams): AskedAction => {
  const action = asked.param('action')
  const reason = (form.get('why') ?? '').trim().slice(0, longestReason)
  const why = reason === '' ? {} : { why: reason }
  if (action === 'extend') return { action, seconds: hoursIn(form, asked) * 3_600, ...why }
  if (action === 'start' || action === 'stop' || action === 'release') return { action, ...why }
  throw new PageError(404)
}

/** Has a target switched, or kept on longer, by the function of hours. */
export const actOnTarget: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const say = hoursWords[reader.language]
  const action = actionOf(asked, form)
  const [shown] = await showHours(deployment, { target: asked.param('target') })
  const target = shown?.target ?? asked.param('target')
  if (shown?.trouble?.code === 'left-off')
    throw new UsageError(say.isLeftOff(target, `${terminal} hours start ${target}`))
  const { override } = await switchTarget(deployment, target, action, session.by)
  return {
    said: override ? say.done(target, override.state, timeText(reader, override.until)) : say.released(target),
    next: targetPath(target),
  }
}
