import { type HeartbeatRow, readHeartbeats } from '../../../../api/alerts/heartbeats.ts'
import { readSources } from '../../../../api/alerts/sources.ts'
import { durationSeconds } from '../../../../shared/duration.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { agoText, durationText, time } from '../../view/times.ts'
import { heartbeatWords } from '../../view/words/alerts/heartbeats.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { nightWords } from '../../view/words/night.ts'

/** Where each heartbeat and each source stands. Their addresses are not shown: whoever knows one can check in, or report. */
export const showHeartbeats: Show = async (asked) => {
  const { deployment, reader } = asked
  const say = heartbeatWords[reader.language]
  const isThere = Object.keys(deployment.config.alerts.heartbeats).length > 0
  return {
    title: say.heartbeats,
    above: [{ path: '/incidents', title: alertsWords[reader.language].incidents }],
    body: html`${
      isThere
        ? html`<p class="soft">${say.heartbeatsAbout}</p>${beatTable(asked, await readHeartbeats(deployment))}`
        : html`<p class="empty">${say.noHeartbeats}</p>`
    }${await sourcesPart(asked)}`,
  }
}

const sourcesPart = async (asked: Asked): Promise<Html | undefined> => {
  const { deployment, reader, now } = asked
  if (Object.keys(deployment.config.alerts.sources).length === 0) return undefined
  const [say, common] = [heartbeatWords[reader.language], nightWords[reader.language]]
  const rows = (await readSources(deployment)).map(
    ({ source, state, kind, isSigned, lastAt, refused, perMinute }) =>
      html`<tr><th scope="row"><bdi>${source}</bdi><br><span class="soft">${kind ?? say.anyForm}${isSigned ? `, ${say.signed}` : ''}</span></th><td><span class="state beat-${state === 'refused' ? 'silent' : state}">${say.sourceStates[state]}${refused > 0 ? ` (${refused})` : ''}</span></td><td>${lastAt === undefined ? '–' : html`${time(reader, lastAt)} <span class="soft">${agoText(reader, lastAt, now)}</span>`}</td><td>${perMinute}</td></tr>`,
  )
  return html`<h2>${say.sources}</h2><p class="soft">${say.sourcesAbout}</p>${table(say.sources, [say.source, common.state, say.lastReport, say.perMinute], rows, { look: 'roomy', filter: true })}`
}

const beatTable = ({ reader, now }: Asked, rows: readonly HeartbeatRow[]): Html => {
  const [say, common] = [heartbeatWords[reader.language], nightWords[reader.language]]
  return table(
    say.heartbeats,
    [say.heartbeat, common.state, say.last, say.every, say.reportedAt],
    rows.map(
      ({ heartbeat, state, lastAt, every, silentAt, metric }) =>
        html`<tr><th scope="row"><bdi>${heartbeat}</bdi>${metric === undefined ? undefined : html`<br><bdi class="soft">${metric}</bdi>`}</th><td><span class="state beat-${state}">${say.heartbeatStates[state]}</span></td><td>${lastAt === undefined ? '–' : html`${time(reader, lastAt)} <span class="soft">${agoText(reader, lastAt, now)}</span>`}</td><td>${durationText(reader, durationSeconds(every))}</td><td>${silentAt === undefined ? '–' : time(reader, silentAt)}</td></tr>`,
    ),
    { look: 'roomy', filter: true },
  )
}
