import { distance } from 'fastest-levenshtein'
import { otherNames, zonesByOffset } from './zone-names.ts'

/** Letters alone, so that `New York`, `new_york` and `NEW-YORK` are one name. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}]/gu, '')

const lastPart = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1)

/** `GMT+9`, `UTC+09:00`, `+0900`, `+9`: a zone without daylight saving time that has this offset all year. */
const byOffset = (text: string): string | undefined => {
  const [, sign, hours, minutes = '0'] = /^(?:gmt|utc)?\s?([+\u2212-])\s?(\d{1,2})(?::?([0-5]\d))?$/i.exec(text) ?? []
  if (hours === undefined) return undefined
  const offset = (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes))
  return zonesByOffset.get(offset)
}

// Made only when something is wrong, and once.
let made: ReadonlyMap<string, string> | undefined

/** The zones by what people call them: whole names go before other names, and those before the last part of a name. */
const namedZones = (): ReadonlyMap<string, string> => {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  made ??= new Map([
    ...known.map((zone) => [bare(lastPart(zone)), zone] as const),
    ...otherNames,
    ...known.map((zone) => [bare(zone), zone] as const),
  ])
  return made
}

const nearest = (name: string, named: readonly (readonly [string, string])[]): string | undefined => {
  const most = name.length <= 5 ? 1 : Math.max(2, Math.floor(name.length / 5))
  const found = named
    .map(([each, zone]) => ({ zone, apart: distance(name, each) }))
    .reduce<{ zone: string; apart: number } | undefined>(
      (best, each) => (best && best.apart <= each.apart ? best : each),
      undefined,
    )
  return found && found.apart <= most ? found.zone : undefined
}

/**
 * The IANA zone that somebody most likely meant: by another spelling, a city or country, an abbreviation, an offset, or a slip of
 * the finger. Undefined where nothing is near, and where an abbreviation means several zones.
 */
export const offerZone = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const name = bare(text)
  if (name === '' || /\d/.test(text) || text.length > 60) return byOffset(text)
  const names = namedZones()
  const long = [...names].filter(([each]) => each.length > 4)
  return (
    byOffset(text) ??
    names.get(name) ??
    names.get(bare(lastPart(text))) ??
    nearest(name, long) ??
    nearest(bare(lastPart(text)), long)
  )
}
