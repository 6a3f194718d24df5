import type { Config } from '../../shared/config/schema.ts'
import { step } from '../progress.ts'
import type { Guide, Stop, Tour } from './guide.ts'
import { tours } from './index.ts'

/** The stops that the config has something to show for. */
export const stopsOf = (config: Config): readonly Stop[] => tours.flatMap(({ stops }) => stops(config))

interface Lane {
  readonly tour: Tour
  readonly firstIsOver: PromiseWithResolvers<void>
}

/** The stops of one capability, one after the other. @returns whether every one held */
const takeLane = async ({ tour, firstIsOver }: Lane, lanes: readonly Lane[], guide: Guide): Promise<boolean> => {
  await lanes.find((lane) => lane.tour === tour.after)?.firstIsOver.promise
  let allWell = true
  for (const { title, visit } of tour.stops(guide.config)) {
    allWell = (await step(title, () => visit(guide))) && allWell
    firstIsOver.resolve()
  }
  firstIsOver.resolve()
  return allWell
}

/** Takes the tour on real input, the capabilities side by side. @returns whether every stop held */
export const takeTour = async (guide: Guide): Promise<boolean> => {
  const lanes = tours.map((tour): Lane => ({ tour, firstIsOver: Promise.withResolvers<void>() }))
  const held = await Promise.all(lanes.map((lane) => takeLane(lane, lanes, guide)))
  for (const { tidyUp } of tours) await tidyUp?.(guide)
  return held.every(Boolean)
}
