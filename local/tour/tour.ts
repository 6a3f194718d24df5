import type { Config } from '../../shared/config/schema.ts'
import { step } from '../progress.ts'
import type { Guide, Stop } from './guide.ts'
import { tours } from './index.ts'

/** The stops that the config has something to show for. */
export const stopsOf = (config: Config): readonly Stop[] => tours.flatMap(({ stops }) => stops(config))

/** Takes the tour on real input. @returns whether every stop held */
export const takeTour = async (guide: Guide): Promise<boolean> => {
  let allWell = true
  for (const { title, visit } of stopsOf(guide.config)) allWell = (await step(title, () => visit(guide))) && allWell
  for (const { tidyUp } of tours) await tidyUp?.(guide)
  return allWell
}
