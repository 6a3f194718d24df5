import { durationPattern } from '../../duration.ts'

const unitSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const
type Unit = keyof typeof unitSeconds

/** Short and long names of units, as other tools write them. A month has no fixed length and is not among them. */
const unitNames: readonly (readonly [RegExp, Unit])[] = [
  [/^(s|secs?|seconds?|초)$/, 'second'],
  [/^(m|mins?|minutes?|minuts?|분)$/, 'minute'],
  [/^(h|hrs?|hours?|시간)$/, 'hour'],
  [/^(d|days?|일)$/, 'day'],
  [/^(w|wks?|weeks?|주)$/, 'week'],
]

const unitOf = (name: string): Unit | undefined => unitNames.find(([pattern]) => pattern.test(name))?.[1]

const numberWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** Seconds in the words of the config, in the largest unit that divides them: `10 minutes`. */
export const durationInWords = (seconds: number): string | undefined => {
  if (!Number.isInteger(seconds) || seconds < 1) return undefined
  const unit = (['day', 'hour', 'minute', 'second'] as const).find((each) => seconds % unitSeconds[each] === 0)
  const count = seconds / unitSeconds[unit ?? 'second']
  const text = `${count} ${unit}${count === 1 ? '' : 's'}`
  return durationPattern.test(text) ? text : undefined
}

/** `PT1H30M`, `P1D`. https://en.wikipedia.org/wiki/ISO_8601#Durations */
const isoDuration = (text: string): number | undefined => {
  const match = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?$/.exec(text)
  if (!match) return undefined
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return weeks * unitSeconds.week + days * unitSeconds.day + hours * 3_600 + minutes * 60 + seconds
}

/** `01:30:00`, hours first. */
const clockDuration = (text: string): number | undefined => {
  const match = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/.exec(text)
  return match ? Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3]) : undefined
}

/** `10m`, `1h30m`, `1.5 hours`, `half an hour`, `10 mins`. */
const partsDuration = (text: string): number | undefined => {
  const plain = text
    .replace(/\bhalf an? (?=hour|day|minute)/g, '0.5 ')
    .replace(/\ban? (?=\p{L})/gu, '1 ')
    .replace(/\b[a-z]+\b/g, (word) => (numberWords.includes(word) ? String(numberWords.indexOf(word)) : word))
    .replace(/\band\b|,/g, ' ')
  const parts = [...plain.matchAll(/(\d+(?:\.\d+)?)\s*(\p{L}+)/gu)]
  const rest = parts.reduce((left, [all]) => left.replace(all, ''), plain)
  if (parts.length === 0 || rest.trim() !== '') return undefined
  let seconds = 0
  for (const [, count, name = ''] of parts) {
    const unit = unitOf(name)
    if (unit === undefined) return undefined
    seconds += Number(count) * unitSeconds[unit]
  }
  return seconds
}

/**
 * The duration that somebody most likely meant, in the words of the config, or undefined.
 * @param value a bare number counts as seconds
 */
export const offerDuration = (value: unknown): string | undefined => {
  if (typeof value === 'number') return durationInWords(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim().toLowerCase()
  if (/^\d{1,9}$/.test(text)) return durationInWords(Number(text))
  if (text.length > 60) return undefined
  const seconds = isoDuration(text) ?? clockDuration(text) ?? partsDuration(text)
  return seconds === undefined ? undefined : durationInWords(Math.round(seconds * 1_000) / 1_000)
}
