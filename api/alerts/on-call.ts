import { route } from '../../functions/alerts/rules/routing.ts'
import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import { overridesOf, type Stretch, shadowsOf, stretchAt } from '../../shared/on-call/on-call.ts'
import { policyOf } from '../../shared/on-call/policy.ts'
import { targetsAt } from '../../shared/on-call/targets.ts'

/** Who has a rotation in one stretch of time, as `nightshift on-call --json` prints it. */
export interface OnCallRow {
  readonly rotation: string
  readonly when: 'now' | 'next'
  /** Null where nobody is on call. */
  readonly responder: string | null
  /** ISO 8601 instants. */
  readonly from: string
  readonly until: string
  /** Only where an override decides. */
  readonly override?: true
  /** Who shadows them at its beginning, or now. Only where somebody does. */
  readonly shadows?: readonly string[]
}

const rowOf = (
  rotation: string,
  when: OnCallRow['when'],
  { responder, by, from, until }: Stretch,
  shadows: readonly string[],
): OnCallRow => ({
  rotation,
  when,
  responder: responder ?? null,
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
  ...(by === 'override' ? { override: true as const } : {}),
  ...(shadows.length > 0 ? { shadows } : {}),
})

/** Who has each rotation at an instant, and who has it after that. */
export const onCallRows = (config: Pick<AlertsConfig, 'rotations' | 'overrides'>, at: Date): OnCallRow[] =>
  Object.entries(config.rotations).flatMap(([name, rotation]) => {
    const overrides = overridesOf(config, name)
    const now = stretchAt(rotation, overrides, at.getTime())
    const next = stretchAt(rotation, overrides, now.until)
    const shadowing = (instant: Date, { responder }: Stretch): string[] =>
      shadowsOf(rotation, instant).filter((each) => each !== responder)
    return [
      rowOf(name, 'now', now, shadowing(at, now)),
      rowOf(name, 'next', next, shadowing(new Date(now.until), next)),
    ]
  })

/** Who would be notified of an alarm at each step of its policy at an instant, as the config has it. An alarm without tags. */
export const stepsFor = (config: AlertsConfig, alarm: string, at: Date): readonly (readonly string[])[] => {
  const { policy } = route(config, { name: alarm }, {})
  return policyOf(config, policy).steps.map(({ notify }) => targetsAt(config, notify, at))
}
