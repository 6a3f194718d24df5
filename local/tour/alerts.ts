import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  cancelOverride,
  changeText,
  channelNames,
  channelWords,
  countWaiting,
  type MessageRow,
  onCallRows,
  overrideShift,
  previewMessage,
  readOnCall,
  showIncident,
  stepsFor,
  waysTo,
} from '../../api/alerts.ts'
import { clientOptions } from '../../shared/aws.ts'
import { ConflictError } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import {
  type AlarmRecord,
  type IncidentRecord,
  keys,
  type MailboxRecord,
  type NotificationRecord,
} from '../../shared/ledger/records.ts'
import { cut } from '../../shared/text.ts'
import { emulatorAccount } from '../emulator.ts'
import { makeAlarm, setAlarm } from './alarms.ts'
import { check, eventually, type Guide, type Stop, type Tour } from './guide.ts'
import { readSms } from './inbox.ts'
import { awaitIncident, awaitState } from './incidents.ts'
import { openPage } from './page.ts'
import { sourceReports } from './sources.ts'

/** Who an alarm goes to at each step, as the config has it now. */
const stepsNow = ({ config, now }: Guide, alarm: string) => stepsFor(config.alerts, alarm, now())

/** How a person is interrupted. */
const loudWays = ({ config }: Guide, to: string) => waysTo(config.alerts, to).filter(({ interrupts }) => interrupts)

const contactsIn = (guide: Guide, to: string): unknown[] => loudWays(guide, to).map(({ contact }) => contact)

/** The text message that a person's phone would have shown. */
const awaitSms = (guide: Guide, to: string, text: string) =>
  eventually(`a text message to ${to} with "${text}"`, async () =>
    (await readSms(guide)).findLast((sms) => contactsIn(guide, to).includes(sms.to) && sms.text.includes(text)),
  )

/** What became of a message, in words. */
export const messageText = ({ to, channel, purpose, outcome, notBefore }: MessageRow): string => {
  const what = `${to} by ${channelWords(channel)}${purpose === 'recovery' ? ', that it is over' : ''}`
  if (outcome !== 'planned') return `${what}: ${outcome}`
  return `${what}: ${notBefore ? `waits until ${notBefore}` : 'with the next message, because two went within the minute'}`
}

const oneLine = (text: string): string => text.replaceAll('\n', ' ⏎ ')

const alarmGoesOff: Stop = {
  title: 'an alarm goes off: whoever is on call gets a text message and an email; when it is over, they hear that too',
  visit: async (guide) => {
    const name = Object.keys(guide.config.alerts.alarms)[0]
    check(name !== undefined, 'The config has no alarm to set off')
    const alarm = `${guide.config.name}-${name}`
    const begun = new Date(Date.now() - 1_000)
    const cloudWatch = new CloudWatchClient(clientOptions)
    const [people = []] = stepsNow(guide, alarm)
    await setAlarm(cloudWatch, alarm, 'ALARM', 'Threshold Crossed: 7 errors in 5 minutes')
    const incident = await awaitIncident(guide, alarm, 'open', begun)
    check(
      incident.notifications.every(({ to }) => people.includes(to)),
      `${people} is on call, but notified were ${JSON.stringify(incident.notifications)}`,
    )
    const sms = await awaitSms(guide, people[0] ?? '', name ?? '')
    const previews = await Promise.all(
      incident.notifications.map(
        async (each) =>
          `${each.to} reads by ${channelWords(each.channel)}: ${await previewMessage(guide, incident.id, each)}`,
      ),
    )
    await sleep(1_000)
    await setAlarm(cloudWatch, alarm, 'OK', 'Threshold no longer crossed')
    const over = await awaitIncident(guide, alarm, 'resolved', begun)
    const recoveries = over.notifications.filter(({ purpose }) => purpose === 'recovery')
    check(recoveries.length === incident.notifications.length, `Told of the end: ${JSON.stringify(recoveries)}`)
    return [
      `${people} is on call and is notified by ${incident.notifications.map(({ channel }) => channelWords(channel)).join(' and ')}; incident ${incident.id}`,
      `on the phone of ${people[0]}: ${oneLine(sms.text)}`,
      ...previews.map((text) => oneLine(text)),
      ...recoveries.map(messageText),
    ]
  },
}

/** Two stops, as time goes by between them while nobody answers. */
const nobodyAnswers = (): { readonly begins: Stop; readonly ends: Stop } => {
  const alarm = `drill-${Date.now().toString(36)}`
  let id = ''
  const begins: Stop = {
    title: 'an alarm whose policy waits ten seconds for an acknowledgement; nobody acknowledges',
    visit: async (guide) => {
      const since = new Date(Date.now() - 1_000)
      const cloudWatch = new CloudWatchClient(clientOptions)
      await makeAlarm(cloudWatch, alarm, guide.output('AlarmTopicArn'))
      await setAlarm(cloudWatch, alarm, 'ALARM', 'A drill: nobody is meant to answer')
      const incident = await awaitIncident(guide, alarm, 'open', since)
      id = incident.id
      return incident.notifications.map(messageText)
    },
  }
  const ends: Stop = {
    title: 'meanwhile the next step was taken: somebody else is notified, acknowledges over HTTP, and it stops',
    visit: async (guide) => {
      const [first = [], second = []] = stepsNow(guide, alarm)
      const other = second.find((person) => !first.includes(person))
      if (other === undefined) return [`the config calls nobody else after ${first}: nothing to see`]
      const { text } = await awaitSms(guide, other, alarm)
      const link = /https?:\/\/\S+$/.exec(text)?.[0]
      if (link === undefined) throw new Error(`There is no link in "${text}"`)
      const page = await openPage(link)
      check(page.status === 200 && page.body.includes(alarm), `The page: ${page.status} ${cut(page.body, 200)}`)
      const looked = await awaitState(guide, id, 'open')
      const answer = await openPage(link, { action: 'acknowledge' })
      check(answer.status === 303, `The form answers ${answer.status}: ${cut(answer.body, 200)}`)
      const taken = await awaitState(guide, id, 'acknowledged')
      check(taken.acknowledgedBy === other, `acknowledged by ${taken.acknowledgedBy}, not by ${other}`)
      const stranger = await openPage(new URL('AAAAAAAAAAAAAAAA', link).href)
      check(stranger.status === 404, `A made-up link answers ${stranger.status}`)
      await setAlarm(new CloudWatchClient(clientOptions), alarm, 'OK', 'The drill is over')
      await awaitState(guide, id, 'resolved')
      const told = looked.notifications.find(({ step, to }) => step === 2 && to === other)
      const seconds = (Date.parse(told?.at ?? '') - Date.parse(looked.openedAt)) / 1000
      const dropped = taken.notifications.filter(({ outcome }) => outcome === 'dropped')
      return [
        `step 2, ${seconds.toFixed(1)} s after the alarm (the emulator gives times in whole seconds)`,
        `on the phone of ${other}: ${oneLine(text)}`,
        `GET showed the page and left it ${looked.state}; POST: acknowledged by ${other}; a made-up link: 404`,
        ...new Set(dropped.map(messageText)),
      ]
    },
  }
  return { begins, ends }
}

/** Minutes for which the tour has somebody cover, should it die before it gives the turn back. */
const coverMinutes = 5

const somebodyCovers: Stop = {
  title:
    'somebody takes over the shift, without a deployment: the next alarm calls them, and afterwards the turn counts again',
  visit: async (guide) => {
    const alarm = `cover-${Date.now().toString(36)}`
    const [rotation = ''] = Object.keys(guide.config.alerts.rotations)
    const before = onCallRows((await readOnCall(guide)).alerts, guide.now()).find((row) => row.rotation === rotation)
    const [people = []] = stepsNow(guide, alarm)
    const who = Object.keys(guide.config.alerts.responders).find((each) => !people.includes(each))
    const owner = before?.responder
    if (who === undefined || !owner || !people.includes(owner)) return ['nobody else could cover: nothing to see']
    const until = new Date(guide.now().getTime() + coverMinutes * 60_000).toISOString()
    const asked = { rotation, who, instead: owner, until, by: 'tour', why: 'the tour' }
    const { override, warnings } = await overrideShift(guide, asked)
    const since = new Date(Date.now() - 1_000)
    const cloudWatch = new CloudWatchClient(clientOptions)
    await makeAlarm(cloudWatch, alarm, guide.output('AlarmTopicArn'))
    await setAlarm(cloudWatch, alarm, 'ALARM', 'A drill: whoever covers is called')
    const { id, notifications } = await awaitIncident(guide, alarm, 'open', since)
    const called = [...new Set(notifications.map(({ to }) => to))]
    check(called.includes(who) && !called.includes(owner), `${who} covers for ${owner}, but notified were ${called}`)
    await cancelOverride(guide, { id: override.id, by: 'tour' })
    const again = onCallRows((await readOnCall(guide)).alerts, guide.now()).find((row) => row.rotation === rotation)
    check(again?.responder === owner, `cancelled, and ${again?.responder} is on call instead of ${owner}`)
    await setAlarm(cloudWatch, alarm, 'OK', 'The drill is over')
    const { history } = await awaitIncident(guide, alarm, 'resolved', since).then(() => showIncident(guide, id))
    return [
      `${who} covers ${rotation} for ${owner}: override ${override.id}`,
      ...warnings.map((warning) => `with a note: ${warning}`),
      ...notifications.map(messageText),
      `the incident remembers: ${history.map((each) => changeText(each, (iso) => iso)).join('; ')}`,
      `cancelled: ${owner} is on call again`,
    ]
  },
}

/** Alarms of a storm, and how many of them are on their way at once: for each call at a time the emulator starts a process. */
const storm = { alarms: 200, atOnce: 6 } as const

const stormComes: Stop = {
  title: `a storm of ${storm.alarms} alarms: every one is in the ledger, and nobody's phone rings ${storm.alarms} times`,
  visit: async (guide) => {
    const cloudWatch = new CloudWatchClient(clientOptions)
    const run = Date.now().toString(36)
    const names = Array.from({ length: storm.alarms }, (_, index) => `storm-${run}-${String(index).padStart(3, '0')}`)
    const [people = []] = stepsNow(guide, names[0] ?? '')
    const numbers = people.flatMap((person) => contactsIn(guide, person))
    const since = new Date(Date.now() - 1_000)
    const smsOf = async (): Promise<number> => (await readSms(guide)).filter(({ to }) => numbers.includes(to)).length
    const before = await smsOf()
    const allGo = (state: 'ALARM' | 'OK', reason: string) =>
      inParallel(names, storm.atOnce, async (name) => {
        await setAlarm(cloudWatch, name, state, reason)
        const key = keys.alarm(`arn:aws:cloudwatch:${guide.config.region}:${emulatorAccount}:alarm:${name}`)
        await eventually(`${name} to be ${state} in the ledger`, async () => {
          const known = await guide.ledger().get<AlarmRecord>(key)
          return known?.state === state
        })
      })
    await inParallel(names, storm.atOnce, (name) => makeAlarm(cloudWatch, name, guide.output('AlarmTopicArn')))
    const begun = performance.now()
    await allGo('ALARM', 'The database does not answer')
    const settled = await eventually(
      `${storm.alarms} incidents, and their messages to be sent or to wait`,
      async () => {
        const found = await guide.ledger().list<IncidentRecord>('incident', { since: since.toISOString(), limit: 500 })
        const ids = new Set(found.filter(({ alarm }) => alarm.startsWith(`storm-${run}-`)).map(({ id }) => id))
        if (ids.size < storm.alarms) return undefined
        const messages = await guide
          .ledger()
          .list<NotificationRecord>('notification', { since: since.toISOString(), limit: 5_000 })
        // A message that waited may have gone in a digest by now: it still is in the ledger.
        const told = new Set(
          messages
            .filter(({ to, incident }) => people.includes(to) && ids.has(incident))
            .map(({ incident }) => incident),
        )
        if (told.size < storm.alarms) return undefined
        const counts = people.flatMap((to) => loudWays(guide, to).map((way) => countWaiting(guide, to, way.channel)))
        const waiting = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
        return { incidents: ids.size, waiting, sent: (await smsOf()) - before }
      },
    )
    const seconds = (performance.now() - begun) / 1000
    check(settled.sent <= 3, `${people} got ${settled.sent} text messages at once`)
    await allGo('OK', 'The database answers again')
    return [
      `${settled.incidents} incidents in the ledger after ${seconds.toFixed(1)} s`,
      `${people} got ${settled.sent} text messages in that time; ${settled.waiting} pages wait for a digest, within a minute; what is over by then is left out`,
    ]
  },
}

const unanswered = nobodyAnswers()

/** The tour's messages are not to make the first real one wait for a digest: mailboxes are as they were before it. */
export const emptyMailboxes = async ({
  config,
  ledger,
  now,
}: Pick<Guide, 'config' | 'ledger' | 'now'>): Promise<void> => {
  for (const to of Object.keys(config.alerts.responders))
    for (const channel of channelNames) {
      const mailbox = await ledger().get<MailboxRecord>(keys.mailbox(to, channel))
      if (!mailbox) continue
      const item: MailboxRecord = { ...mailbox, sent: [] }
      await ledger()
        .commit([{ item, expect: mailbox.version }], now())
        .catch((error: unknown) => {
          // A message has just gone out: it is right that the next one waits.
          if (!(error instanceof ConflictError)) throw error
        })
    }
}

export const alertsTour: Tour = {
  stops: ({ alerts }) => {
    const source = Object.entries(alerts.sources).find(([, { kind, secret }]) => kind === 'alertmanager' && !secret)
    return [
      ...(Object.keys(alerts.alarms).length > 0
        ? [alarmGoesOff, unanswered.begins, unanswered.ends, stormComes, somebodyCovers]
        : []),
      ...(source ? [sourceReports(source[0])] : []),
    ]
  },
  tidyUp: emptyMailboxes,
}
