import { commandIncident, findIncident, type IncidentAction, noteIncident } from '../../../../api/alerts/incidents.ts'
import { silenceAlarms } from '../../../../api/alerts/silences.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import type { Act, Asked } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { timeText } from '../../view/times.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'
import { onCallWords } from '../../view/words/alerts/on-call.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { longest } from './incident-actions.ts'
import { personOf, untilOf } from './several.ts'

/** The full id in an address. @throws PageError 404 for what is none */
const idOf = ({ param }: Pick<Asked, 'param'>): string => {
  const id = param('id')
  if (!/^[0-9a-f]{16}$/.test(id)) throw new PageError(404)
  return id
}

/** What a form was sent with, as a request of alerts has it: the same form is the same request. */
export const requestOf = (form: URLSearchParams): string =>
  Buffer.from(form.get('once') ?? '', 'base64url').toString('hex')

/** Where to go on: whoever pressed on the first page stays there. */
const backTo = (form: URLSearchParams, id: string): string => (form.get('from') === '/' ? '/' : `/incidents/${id}`)

interface More {
  readonly to?: string
  readonly until?: string
}

/** Does something about one incident in the name of whoever is signed in, by the function of alerts. */
const acting =
  (action: IncidentAction, more: (asked: Asked, form: URLSearchParams) => More = () => ({})): Act =>
  async (asked, form) => {
    const { deployment, session, reader } = asked
    const id = idOf(asked)
    const { to, until } = more(asked, form)
    const { row, wasOver } = await commandIncident(deployment, {
      action,
      by: session.by,
      id,
      ...(to === undefined ? {} : { to }),
      ...(until === undefined ? {} : { until }),
    })
    const { said } = incidentWords[reader.language]
    if (wasOver) return { said: alertsWords[reader.language].wasOver(row.alarm), next: backTo(form, id) }
    const last = until === undefined ? (to ?? '') : timeText(reader, until)
    return { said: said[action](row.alarm, last), next: backTo(form, id) }
  }

export const acknowledge = acting('acknowledge')
export const takeOver = acting('take-over')
export const resolve = acting('resolve')
export const escalate = acting('escalate')
export const handOver = acting('hand-over', (asked, form) => ({ to: personOf(asked, form) }))
export const snooze = acting('snooze', (asked, form) => ({ until: untilOf(asked, form) }))

/** Keeps what somebody writes about an incident. */
export const addNote: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const say = incidentWords[reader.language]
  const id = idOf(asked)
  const text = (form.get('text') ?? '').replace(/\r\n?/g, '\n').trim()
  if (text === '') throw new UsageError(say.noteEmpty)
  if (text.length > longest.note) throw new UsageError(say.noteTooLong(text.length, longest.note))
  await noteIncident(deployment, { id, text, by: session.by, request: requestOf(form) })
  return { said: say.noteAdded, next: `/incidents/${id}` }
}

/** Why something is silenced, as a form says it. @throws UsageError where it does not, or at too great length */
export const whyOf = ({ reader }: Pick<Asked, 'reader'>, form: URLSearchParams): string => {
  const say = onCallWords[reader.language]
  const why = (form.get('why') ?? '').replace(/\s+/g, ' ').trim()
  if (why === '') throw new UsageError(say.noWhy)
  if (why.length > longest.why) throw new UsageError(say.whyTooLong(why.length, longest.why))
  return why
}

/** Has the alarm of an incident call nobody for a while. */
export const silenceAlarmOf: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const id = idOf(asked)
  const why = whyOf(asked, form)
  const until = untilOf(asked, form)
  const { alarm } = await findIncident(deployment, id)
  await silenceAlarms(deployment, { match: { alarm }, until, why, by: session.by, request: requestOf(form) })
  return { said: onCallWords[reader.language].silenced(alarm, timeText(reader, until)), next: `/incidents/${id}` }
}
