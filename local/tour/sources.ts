import { readSources } from '../../api/alerts/sources.ts'
import { readIncidents } from '../../api/alerts.ts'
import { check, eventually, type Guide, type Stop } from './guide.ts'
import { awaitIncident } from './incidents.ts'

/** A group of Alertmanager with one alert. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const groupOf = (status: 'firing' | 'resolved', alertname: string, startsAt: Date): string =>
  JSON.stringify({
    version: '4',
    groupKey: `{}:{alertname="${alertname}"}`,
    status,
    receiver: 'nightshift',
    alerts: [
      {
        status,
        labels: { alertname, severity: 'warning', instance: 'db-1' },
        annotations: { summary: 'disk 91 %' },
        startsAt,
        fingerprint: alertname,
      },
    ],
  })

const post = async (url: string, body: string): Promise<number> =>
  (await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status

/** The address of a source is made by the sweep, within a minute of the deployment. */
const addressOf = (guide: Guide, name: string): Promise<string> =>
  eventually(
    `the address of the source ${name}`,
    async () => (await readSources(guide)).find(({ source }) => source === name)?.url,
    75,
  )

/** A source of that name reports a trouble twice, and then that it is over. */
export const sourceReports = (name: string): Stop => ({
  title:
    'Alertmanager reports a full disk, twice: one incident, and "resolved" closes it; a wrong address gets nothing',
  visit: async (guide) => {
    const since = new Date(Date.now() - 1_000)
    const alertname = `DiskFull-${since.getTime().toString(36)}`
    const alarm = `source/${name}/${alertname}`
    const url = await addressOf(guide, name)
    const startsAt = new Date()
    const groupIs = (status: 'firing' | 'resolved') => groupOf(status, alertname, startsAt)
    check((await post(`${url}x`, groupIs('firing'))) === 404, 'A wrong address is not refused')
    for (let times = 0; times < 2; times += 1) {
      const status = await post(url, groupIs('firing'))
      check(status === 202, `The report is answered with ${status}`)
    }
    const { severity } = await awaitIncident(guide, alarm, 'open', since)
    check((await post(url, groupIs('resolved'))) === 202, 'The end is not taken')
    const { notifications } = await awaitIncident(guide, alarm, 'resolved', since)
    const all = await readIncidents(guide, { alarm, since: since.toISOString(), limit: 20 })
    check(all.length === 1, `There are ${all.length} incidents of ${alarm}`)
    return [
      `${alarm}: one incident, ${severity}; resolved by Alertmanager's own word`,
      `${notifications.length} messages for it, the last that it is over`,
    ]
  },
})
