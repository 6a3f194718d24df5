import { awaitAll } from '../../shared/await-all.ts'
import { eventHandler } from '../../shared/handler.ts'
import { commandOf } from './command.ts'
import { deskOf } from './desk.ts'
import { parseTransitions } from './intake/index.ts'
import { deskFor } from './own-desk.ts'
import { act } from './progress.ts'
import { react } from './react.ts'

const parse = (raw: unknown) => {
  const command = commandOf(raw)
  return command ? { command } : { transitions: parseTransitions(raw) }
}

/**
 * Alarms, events of AWS and signals from our own bus: each opens, closes or leaves an incident, and people are told. And
 * what a person asks for at the command line; the answer is the incident as it then is.
 */
export const handler = eventHandler(parse, async (event, invocation) => {
  const desk = deskFor(invocation)
  if ('command' in event) return act(event.command.incident, event.command.happening, desk)
  await awaitAll(event.transitions.map((transition, index) => react(transition, deskOf(String(index), desk))))
  return undefined
})
