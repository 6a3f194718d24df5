import type { IncidentDetail } from '../../../../api/alerts/incident-detail.ts'
import { nextCalled } from '../../../../api/alerts/next-step.ts'
import type { OnCallState } from '../../../../api/alerts/run-time.ts'
import { policyDefaults } from '../../../../shared/config/alerts/defaults.ts'
import { durationSeconds } from '../../../../shared/duration.ts'
import { policyOf } from '../../../../shared/on-call/policy.ts'
import type { Asked } from '../../contract/contribution.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { durationText } from '../../view/times.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'
import { minutesChoice, personChoice } from './choices.ts'
import { isOver } from './state.ts'

/** Most characters of a note and of why something is silenced, as the function of alerts takes them. */
export const longest = { note: 2_000, why: 200 } as const

/** All that can be done about an incident that is not over, each with a word of what will happen. */
export const incidentActions = async (
  asked: Asked,
  detail: IncidentDetail,
  { alerts }: Pick<OnCallState, 'alerts'>,
): Promise<Html | undefined> => {
  const { session, reader, deployment } = asked
  if (session.role !== 'act') return undefined
  const say = incidentWords[reader.language]
  const path = (action: string): string => `/incidents/${detail.id}/${action}`
  const silence = actionForm(asked, {
    path: path('silence'),
    label: say.silence,
    effect: say.silenceEffect,
    inputs: html`${minutesChoice(asked, 120)}<label>${say.why}<input name="why" required maxlength="${longest.why}" autocomplete="off"></label>`,
  })
  if (isOver(detail)) return html`<details class="more can-do"><summary>${say.silence}</summary>${silence}</details>`
  const { acknowledgedFor = policyDefaults.acknowledgedFor } = policyOf(alerts, detail.policy)
  const next = await nextCalled(deployment, alerts, detail.id)
  const { state, acknowledgedBy = '' } = detail
  const take =
    state !== 'acknowledged'
      ? actionForm(asked, {
          path: path('acknowledge'),
          label: say.acknowledge,
          effect: say.acknowledgeEffect(durationText(reader, durationSeconds(acknowledgedFor))),
          look: 'first',
        })
      : acknowledgedBy === session.by
        ? undefined
        : actionForm(asked, {
            path: path('take-over'),
            label: say.takeOver,
            effect: say.takeOverEffect(acknowledgedBy),
            look: 'first',
          })
  return html`<section class="can-do" aria-labelledby="actions"><h2 id="actions">${say.actions}</h2><div class="actions">
${take}
${actionForm(asked, { path: path('resolve'), label: say.resolve, effect: say.resolveEffect })}
${actionForm(asked, {
  path: path('escalate'),
  label: say.escalate,
  effect: next.length > 0 ? say.escalateEffect(next.join(', '), detail.policy) : say.escalateNobody(detail.policy),
})}
</div><details class="more"><summary>${say.furtherActions}</summary><div class="actions">
${actionForm(asked, {
  path: path('hand-over'),
  label: say.handOver,
  effect: say.handOverEffect,
  inputs: personChoice(asked, { name: 'to', label: say.handOverTo, isRequired: true }),
})}
${actionForm(asked, { path: path('snooze'), label: say.snooze, effect: say.snoozeEffect, inputs: minutesChoice(asked) })}
${silence}</div></details></section>`
}

/** A note for those who look later. */
export const noteForm = (asked: Asked, { id }: Pick<IncidentDetail, 'id'>): Html | undefined => {
  const say = incidentWords[asked.reader.language]
  return actionForm(asked, {
    path: `/incidents/${id}/note`,
    label: say.addNote,
    effect: say.noteEffect,
    inputs: html`<label class="wide">${say.noteLabel}<textarea name="text" rows="3" maxlength="${longest.note}" required></textarea></label>`,
  })
}
