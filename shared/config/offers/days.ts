import { monthNames, weekdayNames } from '../../calendar/dates.ts'

/** Words for several weekdays. */
const sets: Readonly<Record<string, string>> = {
  weekdays: 'mon-fri',
  weekday: 'mon-fri',
  workdays: 'mon-fri',
  weekend: 'sat-sun',
  weekends: 'sat-sun',
  everyday: 'mon-sun',
  daily: 'mon-sun',
  all: 'mon-sun',
  '*': 'mon-sun',
}

const ordinals: Readonly<Record<string, string>> = {
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  last: 'last',
  l: 'last',
}

/** The name of which a word is a longer or another form: `Monday`, `MON`, `tues`. */
const nameOf = (word: string, names: readonly string[]): string | undefined =>
  /^[a-z]{3,9}$/.test(word) ? names.find((name) => word.startsWith(name)) : undefined

const rangeOf = (text: string, names: readonly string[]): string | undefined => {
  const ends = text.split(/\s*(?:-|–|\.\.|\bto\b)\s*/).map((word) => nameOf(word, names))
  return ends.length <= 2 && ends.every((end) => end !== undefined) ? ends.join('-') : undefined
}

const dayOf = (text: string): string | undefined => {
  const set = sets[text.replace(/[\s-]/g, '')]
  if (set !== undefined) return set
  const [, before, after] = /^(first|second|third|fourth|fifth|last) ([a-z]+)$/.exec(text) ?? []
  if (before !== undefined && after !== undefined) return nth(after, before)
  const [, name, count] = /^([a-z]+)\s?#?(l|last|[1-5])$/.exec(text) ?? []
  return name !== undefined && count !== undefined ? nth(name, count) : rangeOf(text, weekdayNames)
}

const nth = (word: string, count: string): string | undefined => {
  const name = nameOf(word, weekdayNames)
  return name && `${name}#${ordinals[count] ?? count}`
}

const offerEach = (value: unknown, offer: (text: string) => string | undefined): string | undefined => {
  const texts = (Array.isArray(value) ? value : String(value).split(',')).map((each) =>
    offer(String(each).trim().toLowerCase()),
  )
  return texts.every((text) => text !== undefined) && texts.length > 0 ? texts.join(',') : undefined
}

/** The weekdays that somebody most likely meant: `Monday` is `mon`, `weekend` `sat-sun`, `last Friday` `fri#last`. */
export const offerDays = (value: unknown): string | undefined => offerEach(value, dayOf)

/** The months that somebody most likely meant: `December` is `dec`, `11-2` `nov-feb`. */
export const offerMonths = (value: unknown): string | undefined =>
  offerEach(value, (text) => {
    const names = text.split('-').map((part) => monthNames[Number(part) - 1] ?? part)
    return rangeOf(names.join('-'), monthNames)
  })
