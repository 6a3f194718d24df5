import type { Bench } from './row.ts'
import { measureScale } from './scale/index.ts'
import { eventsText } from './scale/table.ts'

/** How far each capability goes before it meets a limit of AWS. There is no mark: docs/scale.md says what raises each. */
export const run: Bench['run'] = async (report) => {
  const scales = await measureScale()
  for (const scale of scales) {
    report(scale.capability)
    for (const each of scale.limits) report(`  ${eventsText(scale, each)}: ${each.what} (${each.counted})`)
  }
  return scales.flatMap((scale) => {
    const [first] = scale.limits
    return first
      ? [
          {
            what: scale.capability,
            ours: eventsText(scale, first),
            reference: first.what,
          },
        ]
      : []
  })
}
