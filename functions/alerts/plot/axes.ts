import { localClock } from '../../../shared/local-clock.ts'

export interface Tick {
  readonly value: number
  readonly label: string
}

const suffixes = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** `2.5k`, `0.05`: a number in the few characters that an axis has room for. */
const shortNumber = (value: number): string => {
  const [size, suffix] = suffixes.find(([each]) => Math.abs(value) >= each) ?? [1, '']
  return `${Number((value / size).toPrecision(4))}${suffix}`
}

/** About four round values that span all the given ones; the first and the last are the ends of the axis. */
export const valueTicks = (values: readonly number[]): Tick[] => {
  const low = Math.min(0, ...values)
  const high = Math.max(...values, low + Number.MIN_VALUE)
  // A flat line at zero still needs a height.
  const span = high - low < 1e-9 ? 1 : high - low
  const rough = span / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10)
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil(Math.max(high, low + span) / step - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const value = (first + index) * step
    return { value, label: shortNumber(value) }
  })
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const steps = [1, 2, 5, 10, 15, 30]
  .map((count) => count * minute)
  .concat(
    [1, 2, 3, 6, 12].map((count) => count * hour),
    [1, 2, 7, 14, 28].map((count) => count * day),
  )

/** At most seven round local times between two instants, as `09:00`, or `11/28` when they are days. */
export const timeTicks = (from: Date, until: Date, zone: string): Tick[] => {
  const span = until.getTime() - from.getTime()
  const step = steps.find((each) => span / each <= 6) ?? span
  const clock = localClock(zone)
  // Over a change of DST the ticks stay evenly spaced, and their labels say the hour that it then is.
  const offset = clock.offsetAt(from.getTime())
  const first = Math.ceil((from.getTime() + offset) / step) * step - offset
  const label = (at: number): string => {
    const local = new Date(clock.localAt(at)).toISOString()
    return step >= day ? local.slice(5, 10).replace('-', '/') : local.slice(11, 16)
  }
  return Array.from({ length: Math.max(0, Math.floor((until.getTime() - first) / step) + 1) }, (_, index) => {
    const value = first + index * step
    return { value, label: label(value) }
  })
}
