/** What an instrumented source asks at each place. One a thread, as `globalThis.$probe`. */
export interface Probe {
  /** The change that is made now; -1 for none. */
  active: number
  /** The places that were passed since this was last filled with 0. */
  readonly passed: Uint8Array
  /** How many places were passed since this was last set to 0. */
  steps: number
  /** The steps after which what runs is taken for an endless loop. */
  most: number
}

type Two = (one: never, other: never) => unknown

const does: Readonly<Record<string, Two>> = {
  '===': (one, other) => one === other,
  '!==': (one, other) => one !== other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  '%': (one, other) => one % other,
}

/** Whether the right side of such an operator decides, for what the left side is. */
const goes: Readonly<Record<string, (left: unknown) => boolean>> = {
  '&&': (left) => Boolean(left),
  '||': (left) => !left,
  '??': (left) => left === undefined || left === null,
}

/** @param places how many changes there are */
export const installProbe = (places: number, others: Readonly<Record<string, string>>): Probe => {
  const probe = { active: -1, passed: new Uint8Array(places), steps: 0, most: Number.POSITIVE_INFINITY }
  const isActive = (id: number): boolean => {
    probe.passed[id] = 1
    probe.steps += 1
    if (probe.steps > probe.most) throw new Error('It does not come to an end')
    return id === probe.active
  }
  const both = <Kind>(table: Readonly<Record<string, Kind>>, ask: (own: Kind, other: Kind) => unknown) =>
    Object.fromEntries(
      Object.entries(table).map(([operator, own]) => [operator, ask(own, table[others[operator] ?? ''] ?? own)]),
    )
  const asked = Object.assign(probe, {
    left: undefined as unknown,
    same: (value: unknown) => value,
    of: both(does, (own, other) => (id: number, one: never, two: never) => (isActive(id) ? other : own)(one, two)),
    goesOn: both(goes, (own, other) => (id: number, left: unknown) => {
      const goesOn = (isActive(id) ? other : own)(left)
      asked.left = left
      return goesOn
    }),
    not: (id: number, value: unknown) => (isActive(id) ? value : !value),
    value: (id: number, own: unknown, other: unknown) => (isActive(id) ? other : own),
  })
  Object.assign(globalThis, { $probe: asked })
  return probe
}
