import type { Asked } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'

/** For how many minutes something can be snoozed or silenced at one press. */
export const snoozeMinutes = [15, 30, 60, 120, 240, 480, 1_440, 10_080] as const

/** A choice of how long, in minutes. */
export const minutesChoice = ({ reader }: Pick<Asked, 'reader'>, chosen: (typeof snoozeMinutes)[number] = 60): Html => {
  const say = incidentWords[reader.language]
  return html`<label>${say.snoozeFor}<select name="minutes">${snoozeMinutes.map(
    (each) =>
      html`<option value="${each}"${each === chosen ? html` selected` : undefined}>${say.minutes[each] ?? String(each)}</option>`,
  )}</select></label>`
}

/** How a choice of a person is drawn. */
interface PersonChoice {
  readonly name: string
  readonly label: string
  readonly chosen?: string | undefined
  /** What it says where nobody is chosen, which then is possible. */
  readonly empty?: string
  /** Nobody is chosen at first, and somebody has to be. */
  readonly isRequired?: boolean
}

/** A choice of a person of the config. */
export const personChoice = (
  { deployment }: Pick<Asked, 'deployment'>,
  { name, label, chosen, empty, isRequired = false }: PersonChoice,
): Html =>
  html`<label>${label}<select name="${name}"${isRequired ? html` required` : undefined}>${
    isRequired || empty !== undefined ? html`<option value="">${empty}</option>` : undefined
  }${Object.keys(deployment.config.alerts.responders).map(
    (each) => html`<option${each === chosen ? html` selected` : undefined}>${each}</option>`,
  )}</select></label>`
