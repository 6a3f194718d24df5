import type { AlertsConfig, Rotation } from '../../../shared/config/alerts/schema.ts'
import type { OnCallRecord } from '../../../shared/ledger/records.ts'
import type { Call } from './sendings.ts'
import { shadowsIn, turnIn } from './turns.ts'

type Made = Pick<OnCallRecord, 'overrides' | 'silences'>

const nothing: Made = { overrides: [], silences: [] }

/**
 * What people have made at run time, as it was written: a call must have decided by what stood there while it ran. What changed in the
 * meantime it may have seen or not; where it could not read, it went by the config.
 */
export const makeMade = () => {
  const versions: Made[] = [nothing]
  return {
    onRecord: (record: OnCallRecord): void => {
      versions.push(record)
    },
    /** Which state stands there now, for a call that begins. */
    version: (): number => versions.length - 1,
    latest: (): Made => versions.at(-1) ?? nothing,
    /** Every state that a call may have gone by. */
    seenBy: ({ version = 0, unread }: Call): readonly Made[] => [
      ...versions.slice(version),
      ...(unread ? [nothing] : []),
    ],
  }
}

export type MadeWatch = ReturnType<typeof makeMade>

/** Whose turn it is, read as a person reads it: by the layers, and then the last override that is about this moment and this turn. */
export const personAt = (
  rotation: Rotation,
  name: string,
  config: AlertsConfig,
  made: Made,
  at: number,
): string | undefined => {
  const turn = turnIn(rotation, at)
  const all = [...config.overrides, ...made.overrides.flatMap(({ parts }) => parts)]
  const last = all.findLast(
    ({ rotation: of, from, until, instead }) =>
      of === name && Date.parse(from) <= at && at < Date.parse(until) && (instead === undefined || instead === turn),
  )
  return last?.responder ?? turn
}

const called = (names: readonly string[], config: AlertsConfig, made: Made, at: Date): string[] =>
  names.flatMap((name) => {
    const rotation = config.rotations[name]
    return rotation ? (personAt(rotation, name, config, made, at.getTime()) ?? []) : [name]
  })

const listed = (names: readonly string[]): string => [...new Set(names)].sort().join()

/** Whom a step must call at a time. */
export const peopleOf = (names: readonly string[], config: AlertsConfig, made: Made, at: Date): string =>
  listed(called(names, config, made, at))

/** Whom a step must call beside them: those who shadow its rotations and are not called anyway. */
export const shadowsOf = (names: readonly string[], config: AlertsConfig, made: Made, at: Date): string => {
  const people = called(names, config, made, at)
  const shadows = names.flatMap((name) => {
    const rotation = config.rotations[name]
    return rotation ? shadowsIn(rotation, at.getTime()) : []
  })
  return listed(shadows.filter((name) => !people.includes(name)))
}
