import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { readIncidents } from '../../cli/incidents.ts'
import { turnAt } from '../../functions/alerts/rotation.ts'
import { clientOptions } from '../../shared/aws.ts'
import { check, eventually, type Guide, type Stop } from './guide.ts'
import { readSms } from './inbox.ts'

const onCall = ({ config }: Guide): string => {
  const rotation = config.alerts.rotations[config.alerts.onCall]
  return rotation ? turnAt(rotation, new Date()).responder : ''
}

/** The newest incident about something, once every message for it has gone out. */
export const awaitIncident = (guide: Guide, alarm: string, state: 'open' | 'resolved', since: Date) =>
  eventually(`the incident of ${alarm} to be ${state}, and everybody told`, async () => {
    const incidents = await readIncidents(guide.ledger, { limit: 20 })
    return incidents.find(
      (incident) =>
        incident.alarm === alarm &&
        incident.state === state &&
        incident.openedAt >= since.toISOString() &&
        incident.notifications.length > 0 &&
        incident.notifications.every(({ outcome }) => outcome === 'accepted'),
    )
  })

/** The text message that a phone would have shown. */
export const awaitSms = (guide: Guide, start: string) =>
  eventually(`a text message that starts with "${start}"`, async () =>
    (await readSms(guide)).findLast(({ text }) => text.startsWith(start)),
  )

const alarmGoesOff: Stop = {
  title: 'an alarm goes off: whoever is on call gets a text message and an email; when it is over, they hear that too',
  visit: async (guide) => {
    const name = Object.keys(guide.config.alerts.alarms)[0]
    check(name !== undefined, 'The config has no alarm to set off')
    const AlarmName = `${guide.config.name}-${name}`
    const cloudWatch = new CloudWatchClient(clientOptions)
    const begun = new Date(Date.now() - 1_000)
    const set = (StateValue: 'ALARM' | 'OK', StateReason: string) =>
      cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))
    await set('ALARM', 'Threshold Crossed: 7 errors in 5 minutes')
    const incident = await awaitIncident(guide, AlarmName, 'open', begun)
    const person = onCall(guide)
    check(
      incident.notifications.every(({ to }) => to === person),
      `${person} is on call, but told were ${JSON.stringify(incident.notifications)}`,
    )
    const sms = await awaitSms(guide, `ALARM ${AlarmName}`)
    await set('OK', 'Threshold no longer crossed')
    await awaitIncident(guide, AlarmName, 'resolved', begun)
    const recovery = await awaitSms(guide, `OK ${AlarmName}`)
    return [
      `${person} is on call and is told by ${incident.notifications.map(({ channel }) => channel).join(' and ')}; incident ${incident.id}`,
      `SMS: ${sms.text}`,
      `SMS: ${recovery.text}`,
    ]
  },
}

export const alertStops: readonly Stop[] = [alarmGoesOff]
