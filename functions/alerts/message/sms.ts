import { plainLine, smsUnits, spokenName } from './alphabet.ts'
import { shortenEnd, shortenMiddle } from './shorten.ts'

/** What a text message is to say, the most important first. */
export interface SmsParts {
  /** Severity, or that it is over; which call it is. Never cut. */
  readonly head: string
  readonly name: string
  /** What changed, where: each is cut at its end, or left out, before the name is touched. */
  readonly details: readonly string[]
}

export interface SmsRoom {
  /** Address that the text ends with. It is whole or not there. */
  readonly link?: string | undefined
  /** UTF-16 units of the tag that the carrier writes in front; 0 where it writes none. */
  readonly tagUnits: number
}

export interface Sms {
  readonly text: string
  /** `whole`; `spoken`: without emoji and what machines add; `short`: of that, both ends; `cut`: both ends of the whole. */
  readonly name: 'whole' | 'spoken' | 'short' | 'cut'
  readonly hasLink: boolean
}

/** Fewest UTF-16 units of a name beside which the link is worth more than the rest of the name. */
const leastName = 12
/** Fewest UTF-16 units of a detail that still say something. */
const leastDetail = 8

const compile = (
  { head, name, details }: SmsParts,
  link: string | undefined,
  tagUnits: number,
): { readonly text: string; readonly name: string } | undefined => {
  const end = link === undefined ? '' : `\n${link}`
  const fits = (body: string): boolean => {
    const { used, limit } = smsUnits(body + end, tagUnits)
    return used <= limit
  }
  const shown = shortenMiddle(name, (shorter) => fits(`${head} ${shorter}`))
  if (shown === undefined) return undefined
  let body = `${head} ${shown}`
  for (const [index, detail] of details.entries()) {
    const mark = index === 0 ? ': ' : ', '
    const cut = shortenEnd(detail, (shorter) => fits(`${body}${mark}${shorter}`))
    if (cut === undefined || (cut !== detail && cut.length < leastDetail)) break
    body += `${mark}${cut}`
    // Where a detail had to be cut, what comes after it would only read as part of it.
    if (cut !== detail) break
  }
  return { text: body + end, name: shown }
}

/** Everything that may be sent, from the fullest form to the barest; each is made when it is asked for. */
function* candidates(all: readonly SmsParts[], { link, tagUnits }: SmsRoom): Generator<Sms> {
  for (const given of all) {
    const parts = {
      head: plainLine(given.head),
      name: plainLine(given.name),
      details: given.details.map(plainLine).filter((detail) => detail !== ''),
    }
    const spoken = spokenName(parts.name)
    const forms = [
      { ...parts, ends: 'cut' as const, full: 'whole' as const },
      ...(spoken === '' ? [] : [{ ...parts, name: spoken, ends: 'short' as const, full: 'spoken' as const }]),
    ]
    for (const form of forms)
      for (const end of link === undefined ? [undefined] : [link, undefined]) {
        const made = compile(form, end, tagUnits)
        if (!made) continue
        const isWhole = made.name === form.name
        if (!isWhole && end !== undefined && made.name.length < leastName) continue
        yield { text: made.text, name: isWhole ? form.full : form.ends, hasLink: end !== undefined }
      }
  }
}

const rank = { whole: 3, spoken: 2, short: 1, cut: 0 } as const

/**
 * Fits a message into one SMS segment: 160 GSM-7 or 70 UCS-2 units less the carrier's tag. It keeps, in this order: the head; the
 * link, unless fewer than 12 units of the name remained beside it; the name; the details. A name is shortened in the
 * middle, a detail at its end, never through a character.
 * @param forms the same message in other words, the one to be preferred first; another is taken only for the sake of the link or the name
 */
export const compileSms = (forms: readonly SmsParts[], room: SmsRoom): Sms => {
  const score = ({ hasLink, name }: Pick<Sms, 'hasLink' | 'name'>): number => (hasLink ? 10 : 0) + rank[name]
  const highest = score({ hasLink: room.link !== undefined, name: 'whole' })
  let best: Sms | undefined
  for (const each of candidates(forms, room)) {
    if (!best || score(each) > score(best)) best = each
    // Nearly always the first.
    if (score(best) === highest) return best
  }
  if (!best) throw new RangeError('The head of a text message leaves no room for a name')
  return best
}

/** What Korean carriers put before a text from abroad or from a computer: this, or the shorter `[국제발신]`. */
export const koreanTag = '[Web발신]\n'

/**
 * UTF-16 units of the tag that a number's carrier writes in front of a text.
 * @param number E.164; where it is not known (it stands in a parameter), the responder's zone has to tell
 */
export const tagUnitsOf = (number: string | undefined, zone: string): number =>
  (number === undefined ? zone === 'Asia/Seoul' : number.startsWith('+82')) ? koreanTag.length : 0
