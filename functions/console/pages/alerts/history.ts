import type { IncidentDetail } from '../../../../api/alerts/incident-detail.ts'
import type { MessageRow } from '../../../../api/alerts/incidents.ts'
import { redact } from '../../../../shared/log.ts'
import type { Asked } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { time, timeText } from '../../view/times.ts'
import { historyWords } from '../../view/words/alerts/history.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { nightWords } from '../../view/words/night.ts'
import { stateWord } from './state.ts'

type Change = IncidentDetail['history'][number]

/** What a change was beside its name: whom it called, until when, why. */
const detailOf = ({ reader }: Asked, { what, to = [], until, step, reason, unread }: Change): string => {
  const say = historyWords[reader.language]
  const calls = what === 'step' || what === 'reminder' || what === 'escalated'
  return [
    ...(step !== undefined && calls ? [say.step(step)] : []),
    ...(calls
      ? [to.length > 0 ? say.calledThem(to.join(', ')) : say.calledNobody]
      : to.length > 0
        ? [say.to(to.join(', '))]
        : []),
    ...(until === undefined ? [] : [say.untilTime(timeText(reader, until))]),
    ...(reason === undefined ? [] : [engineText(reader.language, reason)]),
    ...(unread ? [say.unread] : []),
  ].join(' · ')
}

/** Every state with who and when, oldest first. */
export const historyTable = (asked: Asked, { history }: Pick<IncidentDetail, 'history'>): Html => {
  const { reader } = asked
  const [say, common] = [historyWords[reader.language], nightWords[reader.language]]
  if (history.length === 0) return html`<p class="soft">${say.noHistory}</p>`
  return table(
    say.history,
    [common.when, common.what, say.who, common.state],
    history.map(
      (change) =>
        html`<tr><td>${time(reader, change.at, 'second')} <span class="soft">${timeText(reader, change.at, 'day')}</span></td><td>${say.whats[change.what]} <bdi class="soft">${detailOf(asked, change)}</bdi></td><td>${change.by === undefined ? undefined : html`<bdi>${change.by}</bdi>`}</td><td>${stateWord(asked, change.state)}</td></tr>`,
    ),
    { look: 'roomy' },
  )
}

const fateOf = ({ reader }: Asked, { outcome, notBefore, digest, detail }: MessageRow): string => {
  const say = historyWords[reader.language]
  const word = alertsWords[reader.language].outcomes[outcome]
  switch (outcome) {
    case 'planned':
      return notBefore === undefined
        ? digest
          ? say.waitsDigest
          : say.aboutToBeSent
        : say.waitsUntil(timeText(reader, notBefore))
    case 'accepted':
      return digest ? `${word}, ${say.inDigest}` : word
    case 'failed':
      // The name of an error; of what a service said, no number and no address.
      return detail === undefined ? word : `${word}: ${redact(detail)}`
    case 'dropped':
      return say.droppedWhy
  }
}

/** Every message with its fate, in the order in which they were planned. */
export const messageTable = (asked: Asked, { notifications }: Pick<IncidentDetail, 'notifications'>): Html => {
  const { reader, deployment, at } = asked
  const [say, words, common] = [
    historyWords[reader.language],
    alertsWords[reader.language],
    nightWords[reader.language],
  ]
  if (notifications.length === 0) return html`<p class="soft">${say.noMessages}</p>`
  const person = (to: string): Html =>
    Object.hasOwn(deployment.config.alerts.responders, to)
      ? html`<a href="${at(`/on-call/people/${encodeURIComponent(to)}`)}"><bdi>${to}</bdi></a>`
      : html`<bdi>${to === 'fallback' ? say.fallback : to}</bdi>`
  return table(
    say.messages,
    [common.when, say.toWhom, say.channel, say.purpose, say.fate],
    notifications
      .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
      .map(
        (each) =>
          html`<tr><td>${time(reader, each.at, 'second')} <span class="soft">${timeText(reader, each.at, 'day')}</span></td><td>${person(each.to)}</td><td><bdi>${each.channel}</bdi></td><td>${each.purpose === 'page' ? say.pageStep(each.step) : words.purposes[each.purpose]}</td><td><span class="fate ${each.outcome}">${fateOf(asked, each)}</span></td></tr>`,
      ),
    { look: 'roomy' },
  )
}
