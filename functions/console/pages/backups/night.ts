import { savedOf } from '../../../../api/backups/plans.ts'
import type { TellNight } from '../../contract/contribution.ts'
import type { Attention } from '../../contract/night.ts'
import { backupsWords } from '../../view/words/backups.ts'

/** Backups that fail or are too old need a person; of the others a night says how many are new. */
export const backupsNight: TellNight = async ({ deployment, reader }, { from, until }) => {
  const say = backupsWords[reader.language]
  const rows = await savedOf(deployment)
  const fresh = rows.filter(({ newest }) => {
    const at = Date.parse(newest?.at ?? '')
    return at >= from.getTime() && at < until.getTime()
  })
  return {
    lanes: [],
    sentences: fresh.length > 0 ? [say.fresh(fresh.length)] : [],
    attention: rows.flatMap(({ plan, target, region, failing, isLate, newest }): Attention[] =>
      failing || isLate
        ? [
            {
              severity: 'warning',
              title: say.fails(plan, target, region),
              detail: failing?.reason ?? say.states.late,
              ...(failing?.since || newest ? { since: failing?.since ?? newest?.at ?? '' } : {}),
              path: '/backups',
            },
          ]
        : [],
    ),
  }
}
