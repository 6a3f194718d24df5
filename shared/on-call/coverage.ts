import type { AlertsConfig } from '../config/alerts/schema.ts'
import { pathText } from '../config/explain.ts'
import { policyOf } from './policy.ts'
import { named } from './targets.ts'
import type { Span } from './turns.ts'
import { join, localText, readYears, weeks, zoneOf } from './year.ts'

/** What coverage is proven of. */
export type CoverageConfig = Pick<
  AlertsConfig,
  'responders' | 'rotations' | 'overrides' | 'policies' | 'onCall' | 'routes'
>

/** What two lists of spans, each in order, have in common. */
const overlap = (some: readonly Span[], others: readonly Span[]): Span[] => {
  const common: Span[] = []
  for (let one = 0, other = 0; ; ) {
    const [here, there] = [some[one], others[other]]
    if (!here || !there) return common
    const from = Math.max(here.from, there.from)
    const until = Math.min(here.until, there.until)
    if (from < until) common.push({ from, until })
    if (here.until < there.until) one += 1
    else other += 1
  }
}

const isReachable = ({ responders }: CoverageConfig, name: string | undefined): boolean => {
  // Everybody in the config has a contact: the schema refuses those without any.
  return name !== undefined && named(responders, name) !== undefined
}

/** `from … to … (Asia/Seoul)` of the first of some gaps, and how many there are. */
const gapText = (gaps: readonly Span[], zone: string): string => {
  const [{ from, until } = { from: 0, until: 0 }, ...more] = gaps
  const others =
    more.length === 0
      ? ''
      : `, nor in ${more.length} more ${more.length === 1 ? 'gap' : 'gaps'} of the next ${weeks} weeks`
  return `from ${localText(from, zone)} to ${localText(until, zone)} (${zone})${others}`
}

/** The policies that an alarm can go to: those that are written, and the rotations that stand for one. */
export const policiesOf = (config: CoverageConfig): string[] => [
  ...new Set([...Object.keys(config.policies), config.onCall, ...config.routes.flatMap(({ to }) => to ?? [])]),
]

/** The steps that call rotations alone, by these rotations: they are as good as the rotations are. */
const stepsByRotations = (
  config: CoverageConfig,
): ReadonlyMap<string, { readonly rotations: string[]; readonly steps: string[] }> => {
  const found = new Map<string, { readonly rotations: string[]; readonly steps: string[] }>()
  for (const name of policiesOf(config))
    for (const [index, { notify }] of policyOf(config, name).steps.entries()) {
      if (notify.some((target) => isReachable(config, target))) continue
      const rotations = [...new Set(notify)].filter((target) => named(config.rotations, target)).sort()
      const step = named(config.policies, name) ? `${pathText(['alerts', 'policies', name, 'steps', index])}` : ''
      const entry = found.get(rotations.join()) ?? { rotations, steps: [] }
      entry.steps.push(step)
      found.set(rotations.join(), entry)
    }
  return found
}

/**
 * Proves that in the next 52 weeks every step of every policy reaches somebody, at every moment.
 * @param config checked, with its defaults
 * @returns a line for each rotation, or group of rotations called together, that leaves a gap: where, when, and the fix
 */
export const coverageProblems = (config: CoverageConfig, from: Date): string[] => {
  const years = readYears(config, from)
  const gapsOf = (name: string): Span[] =>
    join(years.get(name)?.filter(({ responder }) => !isReachable(config, responder)) ?? [], () => true)
  return [...stepsByRotations(config).values()].flatMap(({ rotations, steps }) => {
    const [first = '', ...others] = rotations
    const gaps = others.reduce((left, name) => overlap(left, gapsOf(name)), gapsOf(first))
    if (gaps.length === 0) return []
    const text = gapText(gaps, zoneOf(config, first))
    const callers = steps.filter((step) => step !== '').join(' and ')
    if (others.length > 0)
      return `${callers}: nobody is on call in ${rotations.join(' or ')} ${text}; expected a layer that always counts, an override, or a responder beside them`
    const fix = callers === '' ? 'or an override' : `an override, or somebody else too in ${callers}`
    return `${pathText(['alerts', 'rotations', first])}: nobody is on call ${text}; expected a layer that always counts${callers === '' ? ' ' : ', '}${fix}`
  })
}
