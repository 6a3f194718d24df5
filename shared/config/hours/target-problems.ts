import { problem } from '../explain.ts'
import { field, list, missing, namesIn, texts } from '../references.ts'
import { kindNames, targetSchema } from './schema.ts'

const keys = Object.keys(targetSchema.shape)

const targetPath = (index: number, ...rest: readonly PropertyKey[]): PropertyKey[] => [
  'hours',
  'targets',
  index,
  ...rest,
]

/** The kinds that an entry has keys of. */
const kindsOf = (target: unknown): string[] => kindNames.filter((kind) => field(target, kind) !== undefined)

/** Ids and names that an entry lists, with their kind: `rds-instances shop`. */
const idsOf = (target: unknown): string[] =>
  kindsOf(target).flatMap((kind) => texts(field(field(target, kind), 'names')).map((id) => `${kind} ${id}`))

/** The tag by which an entry finds its targets. */
const tagOf = (target: unknown): unknown =>
  kindsOf(target)
    .map((kind) => field(field(target, kind), 'tag'))
    .find((tag) => tag !== undefined)

/** An entry finds its targets by their names or by a tag; by both, nobody could say how many were meant. */
const selectorProblems = (target: unknown, index: number): string[] =>
  kindsOf(target).flatMap((kind) => {
    const selector = field(target, kind)
    if (typeof selector !== 'object') return []
    const [names, tag] = [field(selector, 'names'), field(selector, 'tag')]
    if (names !== undefined && tag !== undefined)
      return [problem(targetPath(index, kind, 'tag'), tag, 'names or a tag, and not both: make them two entries')]
    return names === undefined && tag === undefined
      ? [
          problem(
            targetPath(index, kind),
            selector,
            "names such as { names: [ … ] }, or a tag such as { tag: { key: 'team', value: 'shop' } }",
          ),
        ]
      : []
  })

const kindProblems = (target: unknown, index: number): string[] => {
  const found = kindsOf(target)
  const [first] = found
  // A key that is misspelled is reported as such.
  const isMisspelled = namesIn(target).some((key) => !keys.includes(key))
  if (found.length === 1 || (first === undefined && isMisspelled)) return []
  const one = `exactly one of ${kindNames.join(', ')}`
  return [first === undefined ? problem(targetPath(index), target, one) : problem(targetPath(index), found, one)]
}

/** The tags by which an entry finds its targets, with their kind. */
const tagsOf = (target: unknown): { readonly kind: string; readonly tag: unknown; readonly text: string }[] =>
  kindsOf(target).flatMap((kind) => {
    const tag = field(field(target, kind), 'tag')
    const [key, value] = [field(tag, 'key'), field(tag, 'value')]
    return typeof key === 'string' ? [{ kind, tag, text: JSON.stringify([kind, key, value]) }] : []
  })

/** Entries that find the same targets by the same tag. */
const sameTagProblems = (targets: readonly unknown[]): string[] =>
  targets.flatMap((target, index) =>
    tagsOf(target).flatMap(({ kind, tag, text }) => {
      const other = targets.slice(0, index).findIndex((each) => tagsOf(each).some((known) => known.text === text))
      return other < 0
        ? []
        : [
            problem(
              targetPath(index, kind, 'tag'),
              tag,
              `another tag: hours.targets[${other}] finds the same targets by it, and one target has one calendar`,
            ),
          ]
    }),
  )

/** Entries that share a name, or a target: it would have two calendars. */
const twiceProblems = (targets: readonly unknown[]): string[] =>
  targets.flatMap((target, index) => {
    const before = targets.slice(0, index)
    const name = field(target, 'name')
    const same = before.findIndex((other) => typeof name === 'string' && field(other, 'name') === name)
    const named =
      same < 0
        ? []
        : [problem(targetPath(index, 'name'), name, `a name of its own: hours.targets[${same}] has this one`)]
    const shared = [...new Set(idsOf(target))].flatMap((id) => {
      const other = before.findIndex((each) => idsOf(each).includes(id))
      const [kind = '', text = ''] = [id.slice(0, id.indexOf(' ')), id.slice(id.indexOf(' ') + 1)]
      if (other < 0) return []
      const calendar = field(targets[other], 'calendar')
      return [
        problem(
          targetPath(index, kind, 'names'),
          text,
          `a target without another calendar: hours.targets[${other}] has it${typeof calendar === 'string' ? ` by ${calendar}` : ''}; leave it out of one of them`,
        ),
      ]
    })
    return [...named, ...shared]
  })

/** A chain of entries that ends where it begins, if there is one. */
const circleFrom = (
  name: string,
  next: (name: string) => readonly string[],
  path: readonly string[],
): readonly string[] | undefined => {
  for (const each of next(name)) {
    if (each === path[0]) return [...path, each]
    if (path.includes(each)) continue
    const found = circleFrom(each, next, [...path, each])
    if (found) return found
  }
  return undefined
}

const orderProblems = (targets: readonly unknown[], names: readonly string[]): string[] => {
  const next = (name: string): string[] =>
    texts(
      field(
        targets.find((each) => field(each, 'name') === name),
        'after',
      ),
    )
  const seen = new Set<string>()
  return targets.flatMap((target, index) => {
    const name = field(target, 'name')
    const unknown = missing(targetPath(index, 'after'), list(field(target, 'after')), names, 'another entry')
    const circle = typeof name === 'string' ? circleFrom(name, next, [name]) : undefined
    const key = [...new Set(circle)].sort().join()
    if (!circle || seen.has(key)) return unknown
    seen.add(key)
    return [
      ...unknown,
      problem(
        targetPath(index, 'after'),
        circle.join(' → '),
        'an order without a circle: each would wait for the other',
      ),
    ]
  })
}

/** A calendar that is not there, or none where no tag can name one. */
const calendarOfTarget = (target: unknown, index: number, calendars: readonly string[]): string[] => {
  const [calendar, tag] = [field(target, 'calendar'), tagOf(target)]
  const isNamedByTag = tag !== undefined && field(tag, 'value') === undefined
  return calendar === undefined && !isNamedByTag && kindsOf(target).length === 1
    ? [
        problem(
          targetPath(index, 'calendar'),
          undefined,
          `the name of a calendar: ${calendars.join(', ') || 'none is defined'}`,
        ),
      ]
    : missing(targetPath(index, 'calendar'), calendar, calendars, 'a calendar')
}

/** A calendar that only stops leaves starting to people: enforced, it would stop at once whatever they start. */
const enforceProblems = (target: unknown, index: number, calendars: unknown): string[] => {
  const [enforce, name] = [field(target, 'enforce'), field(target, 'calendar')]
  const rules = typeof name === 'string' ? list(field(field(calendars, name), 'rules')) : []
  return enforce === true && rules.length > 0 && rules.every((rule) => field(rule, 'stop') !== undefined)
    ? [
        problem(
          targetPath(index, 'enforce'),
          enforce,
          `false: ${name} only stops, and whatever people start would be stopped at once`,
        ),
      ]
    : []
}

const confirmedProblems = (target: unknown, index: number): string[] => {
  const confirmed = field(target, 'confirmed')
  return confirmed === undefined || tagOf(target) !== undefined || kindsOf(target).length !== 1
    ? []
    : [
        problem(
          targetPath(index, 'confirmed'),
          confirmed,
          'it only where a tag finds the targets: what is named one by one needs no confirmation',
        ),
      ]
}

/**
 * Faults of targets that no single value shows: names that lead nowhere, two calendars for one target, circles.
 * @param hours as it was written: any part may be missing or of another type
 */
export const targetProblems = (hours: unknown, goals: readonly string[]): string[] => {
  const targets = list(field(hours, 'targets'))
  const calendars = namesIn(field(hours, 'calendars'))
  const names = targets.flatMap((target) => texts([field(target, 'name')]))
  return [
    ...targets.flatMap((target, index) => [
      ...kindProblems(target, index),
      ...selectorProblems(target, index),
      ...calendarOfTarget(target, index, calendars),
      ...confirmedProblems(target, index),
      ...enforceProblems(target, index, field(hours, 'calendars')),
      ...missing(targetPath(index, 'policy'), field(target, 'policy'), goals, 'a policy or a rotation'),
    ]),
    ...twiceProblems(targets),
    ...sameTagProblems(targets),
    ...orderProblems(targets, names),
  ]
}
