import { instantOn } from '../calendar/instants.ts'
import { localClock } from '../local-clock.ts'

const dayMs = 86_400_000

/**
 * When a run must be over at the latest: the first time after its own at which clocks show `finishBy`, ISO 8601 in UTC. Where clocks
 * skip that time it is the moment at which they jump.
 */
export const finishByOf = (
  { finishBy, zone }: { readonly finishBy?: string | undefined; readonly zone: string },
  scheduledAt: Date,
): string | undefined => {
  if (finishBy === undefined) return undefined
  const [hours = 0, minutes = 0] = finishBy.split(':').map(Number)
  const clock = localClock(zone)
  const today = Math.floor(clock.localAt(scheduledAt.getTime()) / dayMs)
  const found = [0, 1, 2]
    .map((days) => instantOn(clock, today + days, hours * 60 + minutes))
    .find((at) => at > scheduledAt.getTime())
  return found === undefined ? undefined : new Date(found).toISOString()
}
