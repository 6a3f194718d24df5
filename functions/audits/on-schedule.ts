import { eventHandler } from '../../shared/handler.ts'
import { report } from './engine/report.ts'
import { runAudits } from './engine/run.ts'
import { reportWeek } from './engine/week.ts'
import { parseAuditsEvent } from './rules/event.ts'
import { worldFor } from './world/wiring.ts'

/** By schedule, and for `nightshift audits run`: every audit looks. It answers with how each came out. A person's acceptance is done at once. */
export const handler = eventHandler(parseAuditsEvent, async (event, invocation): Promise<unknown> => {
  const world = worldFor(invocation)
  if ('action' in event) return (await import('./engine/accept.ts')).acceptFinding(event, world)
  const runs = await runAudits(world, event)
  const outcomes = runs.map(({ outcome }) => outcome)
  await reportWeek(
    runs.flatMap(({ records }) => records),
    outcomes.flatMap(({ failed }) => failed.map(({ check }) => check)),
    world,
  )
  report(runs, world.now)
  return outcomes
})
