import type { OverrideMade } from '../../../shared/ledger/records.ts'
import { overrideEnd, withRunTime } from '../../../shared/on-call/run-time.ts'
import { terminal } from '../../../shared/terminal.ts'
import { type OverrideAnswer, type Refusal, refused } from '../rules/answers.ts'
import { judgeOverride, judgeSwap } from '../rules/on-call.ts'
import type { RequestOf } from '../rules/request.ts'
import type { World } from '../world/world.ts'
import { askedOf, changeOnCall, type Decided, doneBefore } from './on-call-record.ts'

/** Most overrides that are not over: one read brings all of them, and each decision walks through those of its rotation. */
const mostOverrides = 100

type Asked = RequestOf<'override'> | RequestOf<'swap'>

/** The parts in words, without their times, which stand beside them. */
const summaryOf = ({ parts, why }: Pick<OverrideMade, 'parts' | 'why'>): string =>
  `${parts
    .map(({ rotation, responder, instead }) => `${responder} covers ${rotation}${instead ? ` for ${instead}` : ''}`)
    .join(', ')}${why ? `: ${why}` : ''}`

interface Done extends Decided<OverrideMade> {
  readonly warnings?: readonly string[]
}

const answerOf = (done: Done | Refusal): OverrideAnswer | Refusal =>
  'refused' in done ? done : { override: done.entry, warnings: done.warnings ?? [] }

/**
 * Writes down that somebody covers a time of a rotation, or that two people swap. The same request makes it once.
 * @throws TransientError where too many change it at once; the SDK's error where the ledger does not answer
 */
export const makeOverride = async (request: Asked, world: World): Promise<OverrideAnswer | Refusal> => {
  const { now } = world
  const done = await changeOnCall<Done>(request, world, (record) => {
    const { overrides } = record
    const before = doneBefore(request, overrides, record)
    if (before) return before
    if (overrides.filter((each) => overrideEnd(each) > now.getTime()).length >= mostOverrides)
      return refused(`${mostOverrides} overrides are not over yet: cancel some, or change the rotation`)
    const config = withRunTime(world.config, record)
    const judged = request.action === 'override' ? judgeOverride(config, request, now) : judgeSwap(config, request, now)
    if ('refused' in judged) return judged
    const { parts, warnings } = judged
    const { request: id, by, why } = request
    const made = { id, by, at: now.toISOString(), parts, asked: askedOf(request) }
    const entry: OverrideMade = why === undefined ? made : { ...made, why }
    const next = { ...record, overrides: [...overrides, entry] }
    return { entry, warnings, change: { next, summary: summaryOf(entry) } }
  })
  return answerOf(done)
}

/** What is left of an override that ends now: what has happened stays, so that the person of the turn is announced again. */
const endedBy = (override: OverrideMade, by: string, now: Date): OverrideMade => {
  const at = now.toISOString()
  const parts = override.parts
    .filter(({ from }) => from < at)
    .map((part) => (part.until > at ? { ...part, until: at } : part))
  return { ...override, parts, ended: { by, at, until: new Date(overrideEnd(override)).toISOString() } }
}

/** Ends an override or a swap now; one that has not begun leaves nothing behind. What is over or cancelled stays as it is. */
export const cancelOverride = async (
  request: RequestOf<'cancel-override'>,
  world: World,
): Promise<OverrideAnswer | Refusal> => {
  const { now } = world
  const done = await changeOnCall<Done>(request, world, (record) => {
    const before = record.overrides.find(({ id }) => id === request.id)
    if (!before) return refused(`There is no override ${request.id}. See: ${terminal} on-call overrides`)
    if (before.ended || overrideEnd(before) <= now.getTime()) return { entry: before }
    const entry = endedBy(before, request.by, now)
    const next = { ...record, overrides: record.overrides.map((each) => (each === before ? entry : each)) }
    return { entry, change: { next, before, summary: `cancelled: ${summaryOf(before)}` } }
  })
  return answerOf(done)
}
