/** What one small world came to. */
export interface Played {
  /** What must not have happened, for a person. */
  readonly violations: readonly string[]
  /** How many things from outside the story of the seed holds: what a failing world is made smaller by. */
  readonly places: number
  /** How many of what a run is asked for this was, such as transitions. */
  readonly events: number
  /** What is counted, by name: summed over all worlds. */
  readonly counts: Readonly<Record<string, number>>
  /** What the greatest is wanted of, by name. */
  readonly peaks: Readonly<Record<string, number>>
}

/** Worlds in which everything goes wrong that can. `npm run simulate -- <name>` plays them. */
export interface Simulation {
  readonly name: string
  /** What is counted as an event, in the plural. */
  readonly events: string
  /**
   * Plays the world of a seed to its end, in virtual time; the same seed plays the same.
   * @param only places of the things from outside that are kept; default all
   */
  readonly play: (seed: number, only?: readonly number[]) => Promise<Played>
  /** What a run has shown, to be printed. */
  readonly describe: (total: Total) => object
}

/** What many worlds came to. */
export interface Total extends Pick<Played, 'events' | 'counts' | 'peaks'> {
  readonly worlds: number
  /** Seeds of the worlds in which something happened that must not. */
  readonly failing: readonly number[]
}

export const nothing: Total = { worlds: 0, events: 0, counts: {}, peaks: {}, failing: [] }

type Numbers = Readonly<Record<string, number>>

const merge = (one: Numbers, other: Numbers, how: (a: number, b: number) => number): Numbers => {
  const merged = { ...one }
  for (const [key, value] of Object.entries(other)) merged[key] = how(merged[key] ?? 0, value)
  return merged
}

export const add = (one: Total, other: Total): Total => ({
  worlds: one.worlds + other.worlds,
  events: one.events + other.events,
  counts: merge(one.counts, other.counts, (a, b) => a + b),
  peaks: merge(one.peaks, other.peaks, Math.max),
  failing: [...one.failing, ...other.failing],
})

/**
 * Plays one world after the other until so many events have come in.
 * @param step from one seed to the next, so that several threads can share the seeds
 */
export const playMany = async (
  { play }: Pick<Simulation, 'play'>,
  seed: number,
  events: number,
  { step = 1, say = () => {} }: { readonly step?: number; readonly say?: (total: Total) => void } = {},
): Promise<Total> => {
  let total = nothing
  for (let each = seed; total.events < events; each += step) {
    const played = await play(each)
    total = add(total, { ...played, worlds: 1, failing: played.violations.length > 0 ? [each] : [] })
    say(total)
  }
  return total
}
