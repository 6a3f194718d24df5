import { awaitAll } from '../../shared/await-all.ts'
import { eventHandler } from '../../shared/handler.ts'
import { log } from '../../shared/log.ts'
import { act } from './engine/progress.ts'
import { react } from './engine/react.ts'
import { sendReport } from './engine/report.ts'
import { parseTransitions } from './intake/index.ts'
import { reportOf } from './intake/report.ts'
import { commandOf, isAsked } from './rules/command.ts'
import { lettersIn } from './rules/posted-letter.ts'
import { worldFor } from './world/wiring.ts'
import { worldOfPart } from './world/world.ts'

const parse = (raw: unknown) => {
  if (isAsked(raw)) return { asked: raw }
  const command = commandOf(raw)
  if (command) return { command }
  const letters = lettersIn(raw)
  if (letters) return { letters }
  const report = reportOf(raw)
  return report ? { report } : { transitions: parseTransitions(raw) }
}

/**
 * Alarms, events of AWS, reports of sources and signals from our own bus: each opens, closes or leaves an incident, and people are notified. And
 * what a person asks for at the command line; the answer is the incident as it then is.
 */
export const handler = eventHandler(parse, async (event, invocation) => {
  const world = worldFor(invocation)
  if ('asked' in event) {
    // What only a person asks for is loaded when one does: no page has to wait for it.
    const { doRequest } = await import('./engine/request.ts')
    return doRequest(event.asked, world)
  }
  if ('letters' in event) {
    const { takePosted } = await import('./engine/posted.ts')
    return takePosted(event.letters, world)
  }
  if ('command' in event) return act(event.command.incident, event.command.happening, world)
  if ('report' in event) return sendReport(event.report, world)
  // A ping that keeps the function warm: the log is all that it leaves.
  if (event.transitions.length === 0) log.info('nothing to decide on')
  await awaitAll(event.transitions.map((transition, index) => react(transition, worldOfPart(String(index), world))))
  return undefined
})
