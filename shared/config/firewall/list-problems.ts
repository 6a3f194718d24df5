import { type AddressRange, parseRange, rangeText } from '../../addresses/addresses.ts'
import { neverFinder, neverWords } from '../../firewall/never.ts'
import { problem } from '../explain.ts'
import { field, list } from '../references.ts'
import { instantSchema } from '../values.ts'

type Path = readonly PropertyKey[]

interface Entry {
  readonly path: Path
  readonly written: string
  readonly range: AddressRange
}

/** Entries of a list that can be read; the rest is the schema's. */
const entriesOf = (firewall: unknown, key: string): Entry[] =>
  list(field(firewall, key)).flatMap((each, index): Entry[] => {
    const written = typeof each === 'string' ? each : field(each, 'address')
    const range = typeof written === 'string' ? parseRange(written) : undefined
    const path = ['firewall', key, index, ...(typeof each === 'string' ? [] : ['address'])]
    return range && typeof written === 'string' ? [{ path, written, range }] : []
  })

/** Fewest bits of a range that is less than much of the internet: of IPv4 a /8 is its 256th part, of IPv6 a /16 what several providers have. */
const fewestBits = { 4: 8, 6: 16 } as const

const isTooWide = ({ bits, family }: AddressRange): boolean => bits < fewestBits[family]

const tooWide = ({ path, written, range }: Entry, what: string): string[] =>
  isTooWide(range)
    ? [
        problem(
          path,
          written,
          `at least /${fewestBits[range.family]} for IPv${range.family}: this ${what} ${range.bits === 0 ? 'the whole internet' : 'a large part of the internet'}`,
        ),
      ]
    : []

const doubled = (entries: readonly Entry[]): string[] =>
  entries.flatMap(({ path, written, range }, index) => {
    const before = entries.slice(0, index).find((other) => rangeText(other.range) === rangeText(range))
    return before
      ? [problem(path, written, `no second entry for ${rangeText(range)}: [${String(before.path[2])}] says it`)]
      : []
  })

const over = (firewall: unknown, key: string, now: Date): string[] =>
  list(field(firewall, key)).flatMap((each, index) => {
    const until = field(each, 'until')
    return instantSchema.safeParse(until).success && Date.parse(String(until)) <= now.getTime()
      ? [
          problem(
            ['firewall', key, index, 'until'],
            until,
            `a time to come, or no such entry: it is over (now it is ${now.toISOString().slice(0, 16)}Z)`,
          ),
        ]
      : []
  })

const blockProblems = (
  firewall: unknown,
  others: Readonly<Record<'allow' | 'own' | 'proxies', readonly Entry[]>>,
): string[] => {
  // What is too wide is reported as such, and says nothing about the rest.
  const texts = (entries: readonly Entry[]): string[] =>
    entries.filter(({ range }) => !isTooWide(range)).map(({ range }) => rangeText(range))
  const never = neverFinder({ allow: texts(others.allow), own: texts(others.own), proxies: texts(others.proxies) })
  return entriesOf(firewall, 'block').flatMap((entry) => {
    const wide = tooWide(entry, 'blocks')
    const found = wide.length > 0 ? undefined : never(entry.range)
    return found
      ? [problem(entry.path, entry.written, `an address or range that may be blocked: ${neverWords(found)}`)]
      : wide
  })
}

/** Faults of lists of addresses: entries that are over, doubled, cover the internet, or would block who never is. */
export const listProblems = (firewall: unknown, now: Date): string[] => {
  const [allow, own, proxies, block] = (['allow', 'own', 'proxies', 'block'] as const).map((key) =>
    entriesOf(firewall, key),
  ) as [Entry[], Entry[], Entry[], Entry[]]
  return [
    ...blockProblems(firewall, { allow, own, proxies }),
    ...allow.flatMap((entry) => tooWide(entry, 'lets in')),
    ...own.flatMap((entry) => tooWide(entry, 'lets in')),
    ...proxies.flatMap((entry) => tooWide(entry, 'believes')),
    ...[allow, own, proxies, block].flatMap(doubled),
    ...over(firewall, 'block', now),
    ...over(firewall, 'allow', now),
  ]
}
