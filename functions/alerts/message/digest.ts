import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { cut, withoutControls } from '../../../shared/text.ts'
import { plainLine, smsUnits } from './alphabet.ts'
import { changedText } from './changed.ts'
import { bodiesOf, composeMessage, factOf, formsOf, type Reader, subjectOf } from './compose.ts'
import type { Table } from './email.ts'
import { abroadText, factsOf, type Home } from './facts.ts'
import type { Message } from './message.ts'
import { compileSms, type SmsParts } from './sms.ts'
import { shortTime, timeText, type Words, words } from './words.ts'

export interface DigestProps {
  /** What it tells of, in any order; at least one. */
  readonly incidents: readonly IncidentRecord[]
  readonly responder: Reader
  readonly now: Date
  /** Account and region of the deployment. */
  readonly home?: Home | undefined
  /** Address of the acknowledgement page of the incident that `worstFirst` puts first. */
  readonly link?: string | undefined
  /** How many incidents `link` acts on, where it is more than that one. */
  readonly acknowledges?: number | undefined
  /** Addresses of all of them, by incident id, for the email. */
  readonly links?: ReadonlyMap<string, string> | undefined
  /** See `tagUnitsOf`. Default 0. */
  readonly tagUnits?: number | undefined
}

const ranks = { critical: 0, warning: 1, info: 2 } as const

/** Incidents in the order in which they matter: what lasts before what is over, then by severity, then the oldest. */
export const worstFirst = (incidents: readonly IncidentRecord[]): IncidentRecord[] => {
  const rank = ({ severity, closedAt }: IncidentRecord): number => ranks[severity] + (closedAt === undefined ? 0 : 3)
  return incidents.toSorted(
    (one, other) => rank(one) - rank(other) || Date.parse(one.openedAt) - Date.parse(other.openedAt),
  )
}

/** Most incidents that an email lists. */
export const longestList = 200

/** Most incidents that a channel with less room lists. */
const glance = 20

const moodOf = (sorted: readonly IncidentRecord[], said: Words): string => {
  const lasting = sorted.find(({ closedAt }) => closedAt === undefined)
  return lasting ? said.severity[lasting.severity] : said.over
}

const headOf = (sorted: readonly IncidentRecord[], said: Words): string => {
  const times = sorted.map(({ openedAt }) => Date.parse(openedAt))
  // A storm within a second has still a length, and a minute is as fine as anybody wants it.
  const seconds = Math.max(60, Math.ceil((Math.max(...times) - Math.min(...times)) / 60_000) * 60)
  const over = sorted.filter(({ closedAt }) => closedAt !== undefined).length
  const ended = over === 0 || over === sorted.length ? '' : `, ${said.ended(over)}`
  return `${said.storm(sorted.length, said.duration(seconds))}${ended}`
}

/** As many whole names as fit, and how many more there are. At least one, which may be cut afterwards. */
const namesOf = (sorted: readonly IncidentRecord[], said: Words, fits: (text: string) => boolean): string => {
  const names = [...new Set(sorted.map(({ title }) => plainLine(title)))]
  const joined = (count: number): string => {
    const more = sorted.length - count
    return `${names.slice(0, count).join(', ')}${more > 0 ? ` ${said.more(more)}` : ''}`
  }
  const counts = [5, 4, 3, 2].filter((count) => count <= names.length)
  return joined(counts.find((count) => fits(joined(count))) ?? 1)
}

const partsOf = (
  sorted: readonly IncidentRecord[],
  { link, tagUnits, acknowledges }: DigestProps,
  said: Words,
  headline: string,
): SmsParts => {
  const acks = acknowledges === undefined ? '' : `, ${said.acks(acknowledges, acknowledges === sorted.length)}`
  const head = `${moodOf(sorted, said)} ${headline}${acks}:`
  const fits = (names: string): boolean => {
    const { used, limit } = smsUnits(`${head} ${names}${link === undefined ? '' : `\n${link}`}`, tagUnits)
    return used <= limit
  }
  // One name that is too long loses its middle, so the number of the others stays.
  return { head, name: namesOf(sorted, said, fits), details: [] }
}

const single = (incident: IncidentRecord) =>
  ({ incident, purpose: incident.closedAt === undefined ? 'page' : 'recovery', step: 1 }) as const

/** A link to several incidents says so, unless that would cost the link itself. */
const shortOf = (sorted: readonly IncidentRecord[], props: DigestProps): string => {
  const { responder, link, tagUnits = 0 } = props
  const room = { link, tagUnits }
  // The second where the long one would cost the link; both before the reader's other language.
  const formsWith = (all: DigestProps): SmsParts[] =>
    formsOf(responder, (each) =>
      [headOf(sorted, each), each.many(sorted.length)].map((headline) => partsOf(sorted, all, each, headline)),
    ).flat()
  const noted = compileSms(formsWith(props), room)
  return noted.hasLink || props.acknowledges === undefined
    ? noted.text
    : compileSms(formsWith({ ...props, acknowledges: undefined }), room).text
}

/**
 * Many incidents in one message: how many in which time, and the names of the worst. One incident has the message that it
 * would have had by itself.
 * @throws RangeError when there are none
 */
export const composeDigest = (props: DigestProps): Message => {
  const { incidents, responder, now, home, link, links, acknowledges } = props
  const { language, zone } = responder
  const said = words[language]
  const sorted = worstFirst(incidents)
  const [worst] = sorted
  if (worst === undefined) throw new RangeError('A digest of nothing')
  if (sorted.length === 1) return composeMessage({ ...props, ...single(worst) })
  const mood = moodOf(sorted, said)
  const headline = headOf(sorted, said)
  const row = (incident: IncidentRecord): Table['rows'][number] => {
    const label = `${shortTime(incident.openedAt, now, zone, language)} ${said.severity[incident.severity]}`
    const ended = incident.closedAt === undefined ? [] : [`${said.over} ${timeText(incident.closedAt, zone, language)}`]
    const abroad = abroadText(factsOf(incident), home)
    const value = [incident.title, ...(abroad === '' ? [] : [abroad]), ...ended, cut(changedText(incident, said), 200)]
    const url = links?.get(incident.id)
    return url === undefined ? [label, value.join(' - ')] : [label, value.join(' - '), url]
  }
  const level = worst.closedAt === undefined ? worst.severity : 'good'
  const rest = sorted.length - longestList
  const opened = sorted.find(({ id }) => links?.get(id) === link) ?? worst
  const button =
    link === undefined
      ? undefined
      : acknowledges === undefined
        ? { text: `${said.open}: ${opened.title}`, url: link, note: said.opens }
        : { text: said.openAll(acknowledges), url: link, note: said.opensAll(acknowledges) }
  return {
    short: shortOf(sorted, props),
    subject: subjectOf(
      `${mood} ${headline}: ${namesOf(sorted, said, (names) => headline.length + names.length < 140)}`,
    ),
    ...bodiesOf({
      language,
      mood: level,
      head: mood,
      title: headline,
      paragraphs: rest > 0 ? [said.more(rest)] : [],
      button,
      tables: [{ title: said.details, rows: sorted.slice(0, longestList).map(row) }],
      links: [],
    }),
    attachments: [],
    about: {
      kind: 'digest',
      mood: level,
      head: mood,
      title: headline,
      lines: [
        ...sorted
          .slice(0, glance)
          .map((incident) => withoutControls(row(incident).slice(0, 2).join(' ').toWellFormed())),
        ...(sorted.length > glance ? [said.more(sorted.length - glance)] : []),
      ],
      ...(button ? { link: { url: button.url, text: withoutControls(button.text.toWellFormed()) } } : {}),
      incidents: sorted.slice(0, longestList).map(factOf),
    },
  }
}
