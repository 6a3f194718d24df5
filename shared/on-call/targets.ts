import type { AlertsConfig } from '../config/alerts/schema.ts'
import { onCallAt, overridesOf, shadowsOf } from './on-call.ts'

/** What a name leads to in a record of the config; nothing for a name that every JavaScript object has. */
export const named = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/**
 * The responders whom a step's names stand for at an instant, each once, in the order of the names. A rotation in which
 * nobody is on call then adds nobody, and so does a name that is not in the config any more.
 */
export const targetsAt = (
  { responders, rotations, overrides }: Pick<AlertsConfig, 'responders' | 'rotations' | 'overrides'>,
  names: readonly string[],
  at: Date,
): string[] => {
  const targets = names.flatMap((name) => {
    const rotation = named(rotations, name)
    if (!rotation) return [name]
    const onCall = onCallAt(rotation, overridesOf({ overrides }, name), at)
    return onCall ? [onCall.responder] : []
  })
  return [...new Set(targets)].filter((name) => named(responders, name) !== undefined)
}

/**
 * The responders who shadow the rotations among a step's names at an instant, each once, without those whom the step itself calls.
 */
export const shadowsAt = (
  config: Pick<AlertsConfig, 'responders' | 'rotations' | 'overrides'>,
  names: readonly string[],
  at: Date,
): string[] => {
  const { responders, rotations } = config
  const shadows = names.flatMap((name) => {
    const rotation = named(rotations, name)
    return rotation ? shadowsOf(rotation, at) : []
  })
  if (shadows.length === 0) return []
  const called = new Set(targetsAt(config, names, at))
  return [...new Set(shadows)].filter((name) => named(responders, name) !== undefined && !called.has(name))
}
