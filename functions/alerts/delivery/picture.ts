import { errorName } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import type { Transition } from '../intake/index.ts'
import { seriesWindow } from '../plot/window.ts'
import type { World } from '../world/world.ts'

/** A plot of the alarm's metric around the moment as PNG; nothing where there is no metric, it has no values, or CloudWatch does not say. */
export const pictureOf = async (
  { metric, at }: Transition,
  zone: string,
  world: Pick<World, 'pointsOf' | 'now'>,
): Promise<Uint8Array | undefined> => {
  if (!metric?.name) return undefined
  const moment = new Date(at)
  const { from, until, period } = seriesWindow(metric, moment, world.now)
  try {
    const points = await world.pointsOf({ ...metric, period }, from, until)
    if (points.length === 0) return undefined
    // Loaded with the first one: most calls draw nothing.
    const { plot } = await import('../plot/index.ts')
    return await plot({ points, from, until, zone, threshold: metric.threshold, moment })
  } catch (error) {
    // An email without its picture is better than no email.
    log.warn('no plot', { error: errorName(error) })
    return undefined
  }
}
