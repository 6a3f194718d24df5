import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { plainLine } from './alphabet.ts'
import type { Words } from './words.ts'

/** `arn:aws:ecs:eu-west-1:123456789012:service/prod/web` says no more to a person than `service/prod/web`. */
export const withoutArn = (text: string): string =>
  text.replace(/\barn:[\w-]{1,20}:[\w-]{1,40}:[\w-]{0,30}:\d{0,12}:(?:alarm:)?/g, '')

/** A number as people say it: four digits that count, no exponent below a million millions. */
export const numberText = (value: number): string => {
  const rounded = Number(value.toPrecision(Math.abs(value) >= 1_000 ? 15 : 4))
  return Math.abs(rounded) >= 1e12 ? rounded.toExponential(2) : String(Number(rounded.toFixed(6)))
}

/** CloudWatch's words, a sign, and the sign of the opposite. */
const comparisons: readonly (readonly [words: RegExp, sign: string, opposite: string])[] = [
  [/greater *than *or *equal/i, '>=', '<'],
  [/less *than *or *equal/i, '<=', '>'],
  [/greater *than/i, '>', '<='],
  [/less *than/i, '<', '>='],
]

/** `>=` for CloudWatch's words. */
export const comparisonSign = (text: string): string | undefined =>
  /^[<>]=?$/.test(text) ? text : comparisons.find(([pattern]) => pattern.test(text))?.[1]

const numberPattern = String.raw`[+-]?\d+(?:\.\d+)?(?:E[+-]?\d+)?`
const firstNumber = (list: string | undefined): number | undefined => {
  const found = list?.match(new RegExp(numberPattern, 'i'))?.[0]
  return found === undefined ? undefined : Number(found)
}

/** A datapoint in a list, with its time where it has one. */
const datapoint = new RegExp(`(${numberPattern})(?: *\\([^)]{1,40}\\))?`, 'gi')

/**
 * The newest of the datapoints that a reason names. They come newest first, but for the wording of before 2016, which has
 * no times and ends with the newest.
 */
const newestValue = (reason: string): number | undefined => {
  const [, isLast, list = ''] =
    reason.match(/(recent )?datapoints?(?: which crossed the threshold)?:? \[([^\]]{1,2000})\]/) ?? []
  const values = [...list.matchAll(datapoint)].map(([, value]) => Number(value))
  return isLast === undefined || list.includes('(') ? values[0] : values.at(-1)
}

const holds: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  '>=': (value, threshold) => value >= threshold,
  '<=': (value, threshold) => value <= threshold,
  '>': (value, threshold) => value > threshold,
  '<': (value, threshold) => value < threshold,
}

/** `12 >= 5`, `12 <= 80` for what was *not* greater, `1 within 0.96..1.04`; nothing for what is no such sentence. */
const crossed = (reason: string, words: Words): string | undefined => {
  const value = newestValue(reason)
  if (value === undefined) return undefined
  const isOver = /\b(?:was|were) not\b/i.test(reason)
  const low = firstNumber(reason.match(/lower thresholds? ?\[([^\]]{1,2000})\]/)?.[1])
  const high = firstNumber(reason.match(/upper thresholds? ?\[([^\]]{1,2000})\]/)?.[1])
  if (low !== undefined && high !== undefined) {
    const say = isOver ? words.within : words.outside
    return say(numberText(value), numberText(low), numberText(high))
  }
  const threshold = low ?? high ?? firstNumber(reason.match(/the threshold ?\(([^)]{1,60})\)/)?.[1])
  const [, is, isNot] = comparisons.find(([pattern]) => pattern.test(reason)) ?? []
  const sign = isOver ? isNot : is
  if (threshold === undefined || sign === undefined) return undefined
  // A contributor that has recovered may name the datapoint that was bad.
  if (isOver && holds[sign]?.(value, threshold) !== true) return undefined
  return `${numberText(value)} ${sign} ${numberText(threshold)}`
}

/** What no data means: that something is wrong, unless the alarm says that it means nothing. */
const withoutData = (reason: string, words: Words): string | undefined => {
  const nothing = /treated as \[no[nt] ?breaching\]/i.test(reason) ? words.noDataIsGood : words.noData
  if (/no datapoints were received/i.test(reason)) return nothing
  const [, periods, missing] = reason.match(/ received for (\d{1,5}) periods? and (\d{1,5}) missing datapoints?/i) ?? []
  return periods === undefined || missing === undefined ? undefined : words.someData(missing, periods)
}

/** What became of the alarm that decided a composite one. */
const childOf = (reason: string, words: Words): string | undefined => {
  const [, name, state] =
    reason.match(/^arn:[^ ]{1,600}?:alarm:(.{1,255}?) transitioned to (ALARM|OK|INSUFFICIENT_DATA)\b/) ?? []
  if (name === undefined) return undefined
  return state === 'ALARM' ? words.child(name) : state === 'OK' ? words.childOver(name) : words.childUnknown(name)
}

/** What Nightshift itself puts before a reason, each in the words of the reader. */
const prefixes: readonly (readonly [pattern: RegExp, say: (found: readonly string[], words: Words) => string])[] = [
  [
    /^flapping, (\d{1,6}) times in (\d{1,6}) minutes: /,
    ([times = '', minutes = ''], words) => words.flapping(times, minutes),
  ],
  [/^nobody acknowledged in (\d{1,6}) steps?: /, ([steps = ''], words) => words.unacknowledged(steps)],
  [
    /^acknowledged by ([^:]{1,200}) at [\dT:.Z-]{10,30}, and not over since: /,
    ([who = ''], words) => words.notOverSince(who),
  ],
]

/** What stands before a reason, said for the reader, and the reason itself. */
const splitReason = (reason: string, words: Words): { readonly notes: readonly string[]; readonly rest: string } => {
  const notes: string[] = []
  let rest = reason
  // One of each at most: the last step again after an acknowledgement, of an alarm that flaps.
  for (let count = 0; count < prefixes.length; count += 1)
    for (const [pattern, say] of prefixes) {
      const [whole, ...found] = pattern.exec(rest) ?? []
      if (whole === undefined) continue
      notes.push(say(found, words))
      rest = rest.slice(whole.length)
    }
  return { notes, rest }
}

/**
 * What changed, in as few words as a text message can bear: `12 >= 5`, or the reason as it is. That the alarm flaps, or that
 * nobody has acknowledged, stays beside the value.
 */
export const changedText = ({ reason }: Pick<IncidentRecord, 'reason'>, words: Words): string => {
  const { notes, rest } = splitReason(reason, words)
  const short = withoutData(rest, words) ?? childOf(rest, words) ?? crossed(rest, words)
  return plainLine(short === undefined ? withoutArn(reason) : [short, ...notes].join(', '))
}
