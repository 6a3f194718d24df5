import { channels } from './alerts/schema.ts'
import { problem } from './explain.ts'
import { field, list, missing, namesIn } from './references.ts'

/** The responders of a rotation, which may have layers. */
const membersOf = (rotation: unknown): unknown[] =>
  [rotation, ...list(field(rotation, 'layers'))].flatMap((layer) => list(field(layer, 'responders')))

/** Contacts by which a letter comes. */
const letters = channels.flatMap(([name, { carries }]) => (carries.letter ? [name] : []))

/**
 * Whoever gets the report of a capability must be there, and have an address for a letter: it comes by no other channel.
 * @param path of the config, under which `to` stands
 */
export const reportProblems = (path: readonly PropertyKey[], to: unknown, alerts: unknown): string[] => {
  if (typeof to !== 'string') return []
  const [responders, rotations] = [field(alerts, 'responders'), field(alerts, 'rotations')]
  const unknown = missing(path, to, [...namesIn(responders), ...namesIn(rotations)], 'a responder or a rotation')
  if (unknown.length > 0) return unknown
  const people = namesIn(rotations).includes(to) ? membersOf(field(rotations, to)) : [to]
  const without = people.filter((name): name is string => {
    const responder = typeof name === 'string' ? field(responders, name) : undefined
    return responder !== undefined && letters.every((each) => field(responder, each) === undefined)
  })
  if (without.length === 0) return []
  const have = `${without.join(', ')} of alerts.responders ${without.length === 1 ? 'has' : 'have'} none`
  return [problem(path, to, `somebody with an ${letters.join(' or ')}: ${have}`)]
}
