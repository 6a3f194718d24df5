import { channelNames } from '../../api/alerts.ts'
import { composeMessage } from '../../functions/alerts/message/index.ts'
import { renderPage } from '../../functions/alerts/page/render.ts'
import { plot } from '../../functions/alerts/plot/index.ts'
import type { Point } from '../../functions/alerts/plot/point.ts'
import type { IncidentRecord, NotificationRecord } from '../../shared/ledger/records.ts'

// One incident at one time, so that the pictures change only where the code that makes the messages does. Its numbers and
// addresses are those of documentation.
const zone = 'Asia/Seoul'
const openedAt = '2026-11-28T18:02:04Z'
const now = new Date('2026-11-28T18:04:31Z')
const minute = 60_000

const metric = {
  namespace: 'AWS/RDS',
  name: 'FreeStorageSpace',
  dimensions: { DBInstanceIdentifier: 'corner-shop' },
  statistic: 'Minimum',
  period: 60,
  threshold: 2_000_000_000,
  comparison: '<',
} as const

const incident: IncidentRecord = {
  kind: 'incident',
  pk: 'incident#3f9a61c07be2d845',
  sk: 'incident',
  at: openedAt,
  id: '3f9a61c07be2d845',
  alarmKey: 'alarm#database-storage',
  alarm: 'corner-shop-database-storage',
  severity: 'critical',
  state: 'open',
  openedAt,
  reason:
    'Threshold Crossed: 1 datapoint [1.84E9 (28/11/26 18:01:00)] was less than the threshold (2.0E9) for the last datapoint.',
  title: 'corner-shop-database-storage',
  description: 'The database stops when its storage is full. Look at the newest tables first.',
  policy: 'shop',
  steps: 1,
  basis: {
    config: '7d0c1f',
    event: {
      alarm: 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:corner-shop-database-storage',
      name: 'corner-shop-database-storage',
      region: 'ap-northeast-2',
      metric,
    },
  },
}

type Told = Pick<NotificationRecord, 'to' | 'channel' | 'at' | 'outcome' | 'step'>

const told: readonly Told[] = channelNames
  .slice(0, 2)
  .map((channel) => ({ to: 'mina', channel, at: '2026-11-28T18:02:05Z', outcome: 'accepted', step: 1 }))

/** Storage that shrinks for an hour, with the saw teeth of a database that cleans up behind itself. */
const points = (): Point[] =>
  Array.from({ length: 62 }, (_, index) => ({
    at: new Date(Date.parse(openedAt) - (61 - index) * minute),
    value: 3.9e9 - index * 3.48e7 + ((index * 7) % 11) * 1.6e7,
  }))

/** The page that the link of a text message opens, as a document. */
export const scenePage = (): string =>
  renderPage({
    to: 'mina',
    language: 'en',
    zone,
    now,
    told,
    incident: {
      id: incident.id,
      title: incident.title,
      severity: incident.severity,
      state: incident.state,
      openedAt,
      reason: incident.reason,
      description: incident.description,
      steps: incident.steps,
    },
  })

/** The plot of the incident's metric as PNG. */
export const scenePlot = (): Promise<Uint8Array> =>
  plot({
    points: points(),
    from: new Date(Date.parse(openedAt) - 60 * minute),
    until: now,
    zone,
    threshold: metric.threshold,
    moment: new Date(openedAt),
  })

/** The email of the same incident as a document. @param picture its plot, which is put inside it */
export const sceneEmail = (picture: Uint8Array): string => {
  const { html = '' } = composeMessage({
    incident,
    purpose: 'page',
    step: 1,
    responder: { language: 'en', zone },
    now,
    home: { region: 'ap-northeast-2', account: '123456789012' },
    link: 'https://abc.lambda-url.ap-northeast-2.on.aws/lwDk6c9-rAxVmvUV',
    told,
    history: [
      { openedAt: '2026-11-03T22:41:10Z', closedAt: '2026-11-03T23:05:12Z', acknowledgedBy: 'joon' },
      { openedAt: '2026-10-12T04:12:40Z', closedAt: '2026-10-12T04:31:02Z', acknowledgedBy: 'mina' },
    ],
    picture,
  })
  return html.replace('cid:metric', `data:image/png;base64,${Buffer.from(picture).toString('base64')}`)
}
