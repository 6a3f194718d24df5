import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { cut } from '../../../shared/text.ts'
import { plainLine } from './alphabet.ts'
import { changedText } from './changed.ts'
import { bodiesOf, factOf, formsOf, type Reader, subjectOf } from './compose.ts'
import { longestList, worstFirst } from './digest.ts'
import type { Message } from './message.ts'
import { compileSms, type SmsParts } from './sms.ts'
import { type Language, shortTime, type Words, words } from './words.ts'

export interface ShiftProps {
  /** Names of the rotations in which it is the reader's turn now; at least one. */
  readonly rotations: readonly string[]
  /** When the turn begins, where it is still to come. Default: it has begun. */
  readonly from?: Date | undefined
  /** When the first of these turns ends. */
  readonly until: Date
  /** What is open in the policies of these rotations, in any order. */
  readonly incidents: readonly IncidentRecord[]
  readonly responder: Reader
  readonly now: Date
  /** Address of the page of all that is listed. */
  readonly link?: string | undefined
  /** See `tagUnitsOf`. Default 0. */
  readonly tagUnits?: number | undefined
}

const timeIn = (at: Date, zone: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at)

const ownerOf = ({ acknowledgedBy }: IncidentRecord, said: Words): string =>
  acknowledgedBy === undefined ? said.shift.unclaimed : said.has(acknowledgedBy)

/**
 * The notice that a turn has begun: until when, and what is open, and by whom it is acknowledged. It is not a page: anyone who has acknowledged goes on
 * having it, and what nobody has goes on through its policy.
 */
export const composeShift = (props: ShiftProps): Message => {
  const { responder, now, link, tagUnits = 0, from, until } = props
  const { language, zone } = responder
  const said = words[language]
  const sorted = worstFirst(props.incidents)
  const linked = Math.min(sorted.length, longestList)
  const rotations = props.rotations.join(', ')
  const partsOf = (each: Words, spoken: Language): SmsParts => {
    const open = sorted.map((incident) => `${plainLine(incident.title)} (${ownerOf(incident, each)})`)
    return {
      head: from ? each.shift.comingHead : each.shift.head,
      name: rotations,
      details: [
        ...(from ? [each.shift.from(timeIn(from, zone, spoken))] : []),
        each.shift.until(timeIn(until, zone, spoken)),
        ...(open.length > 0 ? [`${each.shift.open(open.length)}: ${open.join(', ')}`] : []),
      ],
    }
  }
  const forms = formsOf(responder, partsOf)
  const head = from ? said.shift.comingHead : said.shift.head
  const end = timeIn(until, zone, language)
  const sentence = from
    ? said.shift.coming(rotations, timeIn(from, zone, language), end)
    : said.shift.sentence(rotations, end)
  const row = (incident: IncidentRecord) =>
    [
      `${shortTime(incident.openedAt, now, zone, language)} ${said.severity[incident.severity]}`,
      [incident.title, cut(changedText(incident, said), 200), ownerOf(incident, said)].join(' - '),
    ] as const
  const rest = sorted.length - longestList
  const { details: lines } = partsOf(said, language)
  const button =
    link === undefined || sorted.length === 0
      ? undefined
      : sorted.length === 1
        ? { text: said.open, url: link, note: said.opens }
        : { text: said.openAll(linked), url: link, note: said.opensAll(linked) }
  return {
    // With nothing open there is nothing to act on.
    short: compileSms(forms, { tagUnits, link: sorted.length > 0 ? link : undefined }).text,
    subject: subjectOf(sorted.length > 0 ? `${sentence} ${said.shift.open(sorted.length)}` : sentence),
    ...bodiesOf({
      language,
      mood: sorted[0]?.severity ?? 'good',
      head,
      title: rotations,
      paragraphs: [
        sentence,
        ...(from ? [] : [sorted.length > 0 ? said.shift.notPaged(sorted.length) : said.shift.nothing]),
        ...(rest > 0 ? [said.more(rest)] : []),
      ],
      button,
      tables: [{ title: said.shift.openNow, rows: sorted.slice(0, longestList).map(row) }],
      links: [],
    }),
    about: {
      kind: 'notice',
      mood: sorted[0]?.severity ?? 'good',
      head,
      title: rotations,
      lines,
      ...(button ? { link: { url: button.url, text: button.text } } : {}),
      incidents: sorted.slice(0, longestList).map(factOf),
    },
  }
}
