import { errorName } from '../../../shared/errors.ts'
import type { IncidentRecord, SilenceMade } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { terminal } from '../../../shared/terminal.ts'
import { type Refusal, refused, type SilenceAnswer } from '../rules/answers.ts'
import type { RequestOf } from '../rules/request.ts'
import { judgeSilence, matchText, silencedOf } from '../rules/silences.ts'
import type { World } from '../world/world.ts'
import { inForce } from './in-force.ts'
import { askedOf, changeOnCall, type Decided, doneBefore } from './on-call-record.ts'
import { releaseSilenced } from './release.ts'

const mostSilences = 100

const answer = async (silence: SilenceMade, { ledger }: World): Promise<SilenceAnswer> => {
  // It is done: that nobody can say what it is about is no failure of it.
  const open = await ledger.open<IncidentRecord>('incident').catch((): IncidentRecord[] => [])
  const incidents = silencedOf(silence, open)
  return { silence, incidents: incidents.map(({ id, alarm, state }) => ({ id, alarm, state })) }
}

/**
 * Writes down that something pages nobody for a time. What is open already keeps whom it has reached; its next call is held.
 * @throws TransientError where too many change it at once; the SDK's error where the ledger does not answer
 */
export const makeSilence = async (request: RequestOf<'silence'>, world: World): Promise<SilenceAnswer | Refusal> => {
  const { now } = world
  const done = await changeOnCall<Decided<SilenceMade>>(request, world, (record) => {
    const { silences } = record
    const before = doneBefore(request, silences, record)
    if (before) return before
    if (silences.filter(({ until }) => Date.parse(until) > now.getTime()).length >= mostSilences)
      return refused(`${mostSilences} silences are not over yet: end some, or make one that says more`)
    const judged = judgeSilence(request, silences, now)
    if ('refused' in judged) return judged
    const { request: id, by, why } = request
    const entry: SilenceMade = { id, by, at: now.toISOString(), why, ...judged, asked: askedOf(request) }
    const next = { ...record, silences: [...silences, entry] }
    return { entry, change: { next, summary: `silenced ${matchText(entry.match)}: ${why}` } }
  })
  return 'refused' in done ? done : answer(done.entry, world)
}

/** Ends a silence now: what it holds goes on at once. One that is over stays as it is. */
export const endSilence = async (request: RequestOf<'end-silence'>, world: World): Promise<SilenceAnswer | Refusal> => {
  const { now } = world
  const at = now.toISOString()
  const done = await changeOnCall<Decided<SilenceMade>>(request, world, (record) => {
    const before = record.silences.find(({ id }) => id === request.id)
    if (!before) return refused(`There is no silence ${request.id}. See: ${terminal} alerts silences`)
    if (before.ended || before.until <= at) return { entry: before }
    const ended = { by: request.by, at, until: before.until }
    // One that has not begun never does.
    const entry: SilenceMade = { ...before, from: before.from < at ? before.from : at, until: at, ended }
    const next = { ...record, silences: record.silences.map((each) => (each === before ? entry : each)) }
    return { entry, change: { next, before, summary: `ended the silence of ${matchText(before.match)}` } }
  })
  if ('refused' in done) return done
  const { entry, change } = done
  if (change)
    await releaseSilenced([entry], await inForce(world)).catch((error: unknown) =>
      log.warn('left for the sweep', { error: errorName(error) }),
    )
  return answer(entry, world)
}
