import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { withoutControls } from '../../../shared/text.ts'
import { channelText } from '../channels/index.ts'
import { plainLine } from './alphabet.ts'
import { changedText, comparisonSign, numberText } from './changed.ts'
import { consoleLinks } from './console-links.ts'
import { type Letter, letterHtml, letterText } from './email.ts'
import { type Facts, factsOf, type Home, whereText } from './facts.ts'
import type { About, Message } from './message.ts'
import { shortenEnd } from './shorten.ts'
import { compileSms, type SmsParts } from './sms.ts'
import { type Language, shortTime, timeText, type Words, words } from './words.ts'

export interface Reader {
  readonly language: Language
  /** IANA zone of times. */
  readonly zone: string
}

export interface MessageProps {
  readonly incident: IncidentRecord
  readonly purpose: NotificationRecord['purpose']
  /** Which page it is, from 1; 0 for a recovery. */
  readonly step: number
  readonly responder: Reader
  readonly now: Date
  /** Account and region of the deployment: what is elsewhere is said in the text message, too. */
  readonly home?: Home | undefined
  /** Address of the responder's acknowledgement page. */
  readonly link?: string | undefined
  /** See `tagUnitsOf`. Default 0. */
  readonly tagUnits?: number | undefined
  /** The messages of this incident so far. */
  readonly told?: readonly Pick<NotificationRecord, 'to' | 'channel' | 'at' | 'outcome' | 'step'>[] | undefined
  /** Earlier incidents of this alarm, newest first. */
  readonly history?: readonly Pick<IncidentRecord, 'openedAt' | 'closedAt' | 'acknowledgedBy'>[] | undefined
  /** The log group of a log alarm. */
  readonly logGroup?: string | undefined
  /** A plot of the metric as PNG. */
  readonly picture?: Uint8Array | undefined
}

/** Most characters of an email's subject: more is cut off by what shows it. */
const longestSubject = 160

/** One line, so that an alarm's name cannot write headers of its own. */
export const subjectOf = (text: string): string =>
  shortenEnd(plainLine(text), (shorter) => shorter.length <= longestSubject) ?? ''

/** How long an incident was open, for a person. */
const lastedText = ({ openedAt, closedAt }: Pick<IncidentRecord, 'openedAt' | 'closedAt'>, said: Words): string =>
  said.duration(Math.max(0, (Date.parse(closedAt ?? openedAt) - Date.parse(openedAt)) / 1000))

/** A page that comes this many milliseconds after the beginning says when that was: it was held back or put off. */
const lateMs = 5 * 60_000

/** Who has handed an incident to whoever has it now. */
const handedBy = ({ acknowledgements = [] }: Pick<IncidentRecord, 'acknowledgements'>): string | undefined =>
  acknowledgements.at(-1)?.from

/** What a message is for, in a sentence. */
const sentenceOf = ({ incident, purpose, responder }: MessageProps, said: Words): string => {
  if (purpose === 'recovery') return said.sentence.recovery
  const from = purpose === 'hand-over' ? handedBy(incident) : undefined
  if (from !== undefined) {
    const until = incident.nextAt && timeText(incident.nextAt, responder.zone, responder.language)
    return said.handedOver(from, until)
  }
  return incident.acknowledgedBy === undefined ? said.sentence.page : said.acknowledged(incident.acknowledgedBy)
}

/** The incident in the order of what matters. */
const partsOf = (props: MessageProps, facts: Facts, said: Words, language: Reader['language']): SmsParts => {
  const { incident, purpose, step, responder, now } = props
  const changed = changedText(incident, said)
  if (purpose === 'recovery')
    return {
      head: said.over,
      name: incident.title,
      details: [said.lasted(lastedText(incident, said)), changed, whereText(facts, props.home)],
    }
  const again = step > 1
  const from = purpose === 'hand-over' ? handedBy(incident) : undefined
  const owner = from === undefined ? incident.acknowledgedBy : undefined
  const isLate = now.getTime() - Date.parse(incident.openedAt) > lateMs
  return {
    head: `${said.severity[incident.severity]}${again ? ` ${said.call(step)}` : ''}`,
    name: incident.title,
    details: [
      ...(from === undefined ? [] : [said.from(from)]),
      ...(owner === undefined ? [] : [said.has(owner)]),
      ...(again || isLate ? [said.since(shortTime(incident.openedAt, now, responder.zone, language))] : []),
      changed,
      ...(facts.instance ? [said.acts[facts.instance.action]] : []),
      whereText(facts, props.home),
    ],
  }
}

const detailRows = ({ incident, responder, purpose }: MessageProps, facts: Facts, said: Words) => {
  const { metric, region, account } = facts
  const { labels } = said
  const time = (at: string): string => `${timeText(at, responder.zone, responder.language)} (${responder.zone})`
  const sign = metric?.comparison === undefined ? '' : `${comparisonSign(metric.comparison) ?? metric.comparison} `
  const dimensions = Object.entries(metric?.dimensions ?? {}).map(([key, value]) => `${key}=${value}`)
  const period = metric?.period === undefined ? [] : [said.duration(metric.period)]
  return [
    [labels.since, time(incident.openedAt)],
    ...(purpose === 'recovery' && incident.closedAt !== undefined
      ? [
          [labels.until, time(incident.closedAt)],
          [labels.lasted, lastedText(incident, said)],
        ]
      : []),
    ...(metric
      ? [
          [
            labels.metric,
            [`${metric.namespace} ${metric.name}`.trim(), metric.statistic, ...period].filter(Boolean).join(', '),
          ],
        ]
      : []),
    ...(metric?.threshold === undefined ? [] : [[labels.threshold, `${sign}${numberText(metric.threshold)}`]]),
    ...(dimensions.length === 0 ? [] : [[labels.where, dimensions.join(', ')]]),
    ...(region === undefined ? [] : [[labels.region, region]]),
    ...(account === undefined ? [] : [[labels.account, account]]),
    [labels.policy, incident.policy],
    [labels.incident, incident.id],
  ].map(([label = '', value = '']) => [label, value] as const)
}

const letterOf = (props: MessageProps, facts: Facts, said: Words): Letter => {
  const { incident, purpose, step, responder, link, told = [], history = [], logGroup, picture } = props
  const { language, zone } = responder
  const time = (at: string): string => timeText(at, zone, language)
  const page = purpose !== 'recovery'
  const changed = changedText(incident, said)
  return {
    language,
    mood: page ? incident.severity : 'good',
    head: page ? said.severity[incident.severity] : said.over,
    title: incident.title,
    paragraphs: [
      sentenceOf(props, said),
      ...(page && step > 1 ? [said.again(step, time(incident.openedAt))] : []),
      // CloudWatch's own sentence is long, and English: the short form stands before it.
      ...(changed === plainLine(incident.reason)
        ? []
        : [[changed, whereText(facts, props.home)].filter(Boolean).join(', ')]),
      incident.reason,
      ...(page && facts.instance ? [said.acting(said.acts[facts.instance.action], facts.instance.id)] : []),
      ...(facts.description === undefined ? [] : [facts.description]),
    ].filter((text) => text !== ''),
    button: page && link !== undefined ? { text: said.open, url: link, note: said.opens } : undefined,
    picture: picture ? { title: said.plot, cid: 'metric' } : undefined,
    tables: [
      { title: said.details, rows: detailRows(props, facts, said) },
      {
        title: said.told,
        rows: told.map(({ to, channel, at, outcome }) => [
          to,
          `${channelText(channel, language)}, ${said.outcomes[outcome]}, ${time(at)}`,
        ]),
      },
      {
        title: said.history,
        rows: history.map((earlier) => [
          time(earlier.openedAt),
          [
            earlier.closedAt === undefined ? said.stillOpen : lastedText(earlier, said),
            ...(earlier.acknowledgedBy === undefined ? [] : [earlier.acknowledgedBy]),
          ].join(', '),
        ]),
      },
    ],
    links: consoleLinks(facts, logGroup, said),
  }
}

/** The letter as the email's two bodies. */
export const bodiesOf = (letter: Letter): Pick<Message, 'text' | 'html'> => ({
  text: withoutControls(letterText(letter).toWellFormed()),
  html: withoutControls(letterHtml(letter).toWellFormed()),
})

/** A message in a reader's own words, and in the plain English that takes less of a text message. */
export const formsOf = <Form>(
  { language }: Reader,
  form: (said: Words, language: Reader['language']) => Form,
): Form[] => (language === 'en' ? [form(words.en, 'en')] : [form(words[language], language), form(words.en, 'en')])

/** A text of others as any channel may show it. */
const clean = (text: string): string => withoutControls(text.toWellFormed())

/** What programs are told of an incident. */
export const factOf = ({
  id,
  alarm,
  title,
  severity,
  state,
  openedAt,
  closedAt,
}: IncidentRecord): About['incidents'][number] => ({
  id,
  alarm: clean(alarm),
  title: clean(title),
  severity,
  state,
  openedAt,
  ...(closedAt === undefined ? {} : { closedAt }),
})

/**
 * What a responder gets, by whatever channel. The most important comes first: how bad, what, what changed, where. A page says
 * which call it is; a recovery how long it lasted.
 */
export const composeMessage = (props: MessageProps): Message => {
  const { incident, purpose, responder, link, tagUnits = 0, picture } = props
  const facts = factsOf(incident)
  const said = words[responder.language]
  const forms = formsOf(responder, (each, language) => partsOf(props, facts, each, language))
  const { head, name, details } = partsOf(props, facts, said, responder.language)
  // What is over needs no acknowledgement.
  const room = { tagUnits, link: purpose !== 'recovery' && incident.state !== 'resolved' ? link : undefined }
  return {
    short: compileSms(forms, room).text,
    subject: subjectOf(`${head} ${name}${details[0] ? `: ${details[0]}` : ''}`),
    ...bodiesOf(letterOf(props, facts, said)),
    attachments: picture ? [{ name: 'metric.png', contentType: 'image/png', content: picture, cid: 'metric' }] : [],
    about: {
      kind: purpose,
      mood: purpose === 'recovery' ? 'good' : incident.severity,
      head,
      title: clean(name),
      lines: details.map(clean).filter((line) => line !== ''),
      ...(room.link === undefined ? {} : { link: { url: room.link, text: said.open } }),
      incidents: [factOf(incident)],
    },
  }
}
