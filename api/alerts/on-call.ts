import { route } from '../../functions/alerts/rules/routing.ts'
import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import { overridesOf, type Stretch, stretchAt } from '../../shared/on-call/on-call.ts'
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
}

const rowOf = (rotation: string, when: OnCallRow['when'], { responder, by, from, until }: Stretch): OnCallRow => ({
  rotation,
  when,
  responder: responder ?? null,
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
  ...(by === 'override' ? { override: true as const } : {}),
})

/** Who has each rotation at an instant, and who has it after that. */
export const onCallRows = (config: Pick<AlertsConfig, 'rotations' | 'overrides'>, at: Date): OnCallRow[] =>
  Object.entries(config.rotations).flatMap(([name, rotation]) => {
    const overrides = overridesOf(config, name)
    const now = stretchAt(rotation, overrides, at.getTime())
    const next = stretchAt(rotation, overrides, now.until)
    return [rowOf(name, 'now', now), rowOf(name, 'next', next)]
  })

/** Who would be notified of an alarm at each step of its policy at an instant, as the config has it. An alarm without tags. */
export const stepsFor = (config: AlertsConfig, alarm: string, at: Date): readonly (readonly string[])[] => {
  const { policy } = route(config, { name: alarm }, {})
  return policyOf(config, policy).steps.map(({ notify }) => targetsAt(config, notify, at))
}
