import { type HeartbeatRow, readHeartbeats } from '../../../../api/alerts/heartbeats.ts'
import { durationSeconds } from '../../../../shared/duration.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { agoText, durationText, time } from '../../view/times.ts'
import { heartbeatWords } from '../../view/words/alerts/heartbeats.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { nightWords } from '../../view/words/night.ts'

/** Where each heartbeat stands. Its address is not shown: whoever knows it can check in. */
export const showHeartbeats: Show = async (asked) => {
  const { deployment, reader } = asked
  const say = heartbeatWords[reader.language]
  const isThere = Object.keys(deployment.config.alerts.heartbeats).length > 0
  return {
    title: say.heartbeats,
    above: [{ path: '/incidents', title: alertsWords[reader.language].incidents }],
    body: isThere
      ? html`<p class="soft">${say.heartbeatsAbout}</p>${beatTable(asked, await readHeartbeats(deployment))}`
      : html`<p class="empty">${say.noHeartbeats}</p>`,
  }
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
