import { setTimeout as sleep } from 'node:timers/promises'
import { type IncidentRow, readIncidents } from '../../cli/incidents.ts'
import { route } from '../../functions/alerts/routing.ts'
import type { IncidentRecord } from '../../shared/ledger/records.ts'
import { policyOf } from '../../shared/on-call/policy.ts'
import { targetsAt } from '../../shared/on-call/targets.ts'
import { makeAlarm, setAlarm } from './alarms.ts'
import { check, eventually, type Guide, type Stop } from './guide.ts'
import { readSms } from './inbox.ts'
import { openPage } from './page.ts'

type Message = IncidentRow['notifications'][number]

/** Who an alarm goes to at each step, as the config has it now. */
const stepsFor = ({ config: { alerts } }: Guide, alarm: string): readonly (readonly string[])[] => {
  const { policy } = route(alerts, { name: alarm }, {})
  return policyOf(alerts, policy).steps.map(({ notify }) => targetsAt(alerts, notify, new Date()))
}

/** A message has gone out, or waits for a person's next one because they had one within the minute. */
const isOnItsWay = ({ outcome, digest, notBefore }: Message): boolean =>
  outcome === 'accepted' || (outcome === 'planned' && (digest === true || notBefore !== undefined))

/** The newest incident about something, once every message for it has gone out or waits for its time. */
export const awaitIncident = (guide: Guide, alarm: string, state: IncidentRecord['state'], since: Date) =>
  eventually(`the incident of ${alarm} to be ${state}, and everybody told`, async () => {
    const incidents = await readIncidents(guide.ledger, { limit: 20 })
    return incidents.find(
      (incident) =>
        incident.alarm === alarm &&
        incident.state === state &&
        incident.openedAt >= since.toISOString() &&
        incident.notifications.length > 0 &&
        incident.notifications.every((each) => isOnItsWay(each) || each.outcome === 'dropped'),
    )
  })

/** The text message that a person's phone would have shown. */
export const awaitSms = (guide: Guide, to: string, text: string) =>
  eventually(`a text message to ${to} with "${text}"`, async () =>
    (await readSms(guide)).findLast(
      (sms) => sms.to === guide.config.alerts.responders[to]?.sms && sms.text.includes(text),
    ),
  )

/** What became of a message, in words. */
export const messageText = ({ to, channel, purpose, outcome, digest, notBefore }: Message): string => {
  const what = `${to} by ${channel}${purpose === 'recovery' ? ', that it is over' : ''}`
  if (outcome !== 'planned') return `${what}: ${outcome}`
  return `${what}: ${digest ? 'with the next message, at most one a minute' : `waits until ${notBefore}`}`
}

const oneLine = (text: string): string => text.replaceAll('\n', ' ⏎ ')

const alarmGoesOff: Stop = {
  title: 'an alarm goes off: whoever is on call gets a text message and an email; when it is over, they hear that too',
  visit: async (guide) => {
    const name = Object.keys(guide.config.alerts.alarms)[0]
    check(name !== undefined, 'The config has no alarm to set off')
    const alarm = `${guide.config.name}-${name}`
    const begun = new Date(Date.now() - 1_000)
    const [people = []] = stepsFor(guide, alarm)
    await setAlarm(alarm, 'ALARM', 'Threshold Crossed: 7 errors in 5 minutes')
    const incident = await awaitIncident(guide, alarm, 'open', begun)
    check(
      incident.notifications.every(({ to }) => people.includes(to)),
      `${people} is on call, but told were ${JSON.stringify(incident.notifications)}`,
    )
    const sms = await awaitSms(guide, people[0] ?? '', name ?? '')
    await sleep(1_000)
    await setAlarm(alarm, 'OK', 'Threshold no longer crossed')
    const over = await awaitIncident(guide, alarm, 'resolved', begun)
    const recoveries = over.notifications.filter(({ purpose }) => purpose === 'recovery')
    check(recoveries.length === incident.notifications.length, `Told of the end: ${JSON.stringify(recoveries)}`)
    return [
      `${people} is on call and is told by ${incident.notifications.map(({ channel }) => channel).join(' and ')}; incident ${incident.id}`,
      `SMS: ${oneLine(sms.text)}`,
      ...recoveries.map(messageText),
    ]
  },
}

const nobodyAnswers: Stop = {
  title: 'nobody acknowledges: after ten seconds the next are told; one of them does, over HTTP, and it stops',
  visit: async (guide) => {
    const alarm = `drill-${Date.now().toString(36)}`
    const [first = [], second = []] = stepsFor(guide, alarm)
    const other = second.find((person) => !first.includes(person))
    if (other === undefined) return [`the config calls nobody else after ${first}: nothing to see`]
    const begun = new Date(Date.now() - 1_000)
    await makeAlarm(alarm, guide.output('AlarmTopicArn'))
    const set = performance.now()
    await setAlarm(alarm, 'ALARM', 'A drill: nobody is meant to answer')
    const opened = await awaitIncident(guide, alarm, 'open', begun)
    const { text } = await awaitSms(guide, other, alarm)
    const waited = (performance.now() - set) / 1000
    const link = /https?:\/\/\S+$/.exec(text)?.[0]
    check(link !== undefined, `There is no link in "${text}"`)
    if (link === undefined) return []

    const page = await openPage(guide, link)
    check(
      page.status === 200 && page.body.includes(alarm),
      `The page answers ${page.status}: ${page.body.slice(0, 200)}`,
    )
    const looked = await awaitIncident(guide, alarm, 'open', begun)
    const answer = await openPage(guide, link, { action: 'acknowledge' })
    check(answer.status === 303, `The form answers ${answer.status}: ${answer.body.slice(0, 200)}`)
    const taken = await awaitIncident(guide, alarm, 'acknowledged', begun)
    check(taken.acknowledgedBy === other, `${taken.acknowledgedBy} has it, not ${other}`)
    const stranger = await openPage(guide, new URL('/AAAAAAAAAAAAAAAA', link).href)
    check(stranger.status === 404, `A made-up link answers ${stranger.status}`)
    await setAlarm(alarm, 'OK', 'The drill is over')
    await awaitIncident(guide, alarm, 'resolved', begun)
    const dropped = taken.notifications.filter(({ outcome }) => outcome === 'dropped')
    return [
      `${opened.notifications.map(messageText).join('; ')}`,
      `${waited.toFixed(1)} s after the alarm, SMS to ${other}: ${oneLine(text)}`,
      `GET showed the page and left it ${looked.state}; POST: ${other} has it${dropped.length > 0 ? `, and what still waited for ${dropped[0]?.to} was dropped` : ''}; a made-up link: 404`,
    ]
  },
}

/** Alarms of a storm, and how many are set off at once. */
const storm = { alarms: 20, atOnce: 10 } as const

const inGroups = async (names: readonly string[], work: (name: string) => Promise<void>): Promise<void> => {
  for (let start = 0; start < names.length; start += storm.atOnce)
    await Promise.all(names.slice(start, start + storm.atOnce).map(work))
}

const stormComes: Stop = {
  title: `a storm of ${storm.alarms} alarms: every one is in the ledger, and nobody's phone rings ${storm.alarms} times`,
  visit: async (guide) => {
    const run = Date.now().toString(36)
    const names = Array.from({ length: storm.alarms }, (_, index) => `storm-${run}-${String(index).padStart(3, '0')}`)
    const [people = []] = stepsFor(guide, names[0] ?? '')
    const numbers = people.map((person) => guide.config.alerts.responders[person]?.sms)
    const since = new Date(Date.now() - 1_000)
    const smsOf = async (): Promise<number> => (await readSms(guide)).filter(({ to }) => numbers.includes(to)).length
    const before = await smsOf()
    await inGroups(names, (name) => makeAlarm(name, guide.output('AlarmTopicArn')))
    const begun = performance.now()
    await inGroups(names, (name) => setAlarm(name, 'ALARM', 'The database does not answer'))
    const incidents = await eventually(`${storm.alarms} incidents in the ledger`, async () => {
      const found = await guide.ledger.list<IncidentRecord>('incident', { since: since.toISOString(), limit: 500 })
      const ours = found.filter(({ alarm }) => alarm.startsWith(`storm-${run}-`))
      return ours.length === storm.alarms && ours
    })
    const seconds = (performance.now() - begun) / 1000
    const waiting = await eventually('all of their messages to be sent or to wait', async () => {
      const found = (await Promise.all(people.map((to) => guide.ledger.open(`digest#${to}#sms`)))).flat()
      const sent = (await smsOf()) - before
      return found.length + sent >= storm.alarms && { waiting: found.length, sent }
    })
    check(waiting.sent <= 3, `${people} got ${waiting.sent} text messages at once`)
    await inGroups(names, (name) => setAlarm(name, 'OK', 'The database answers again'))
    return [
      `${incidents.length} incidents in the ledger after ${seconds.toFixed(1)} s`,
      `${people} got ${waiting.sent} text messages of it at once; ${waiting.waiting} pages waited for one digest, and go nowhere when it is over before that`,
    ]
  },
}

export const alertStops: readonly Stop[] = [alarmGoesOff, nobodyAnswers, stormComes]
