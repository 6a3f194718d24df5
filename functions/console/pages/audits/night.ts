import { findingsOf } from '../../../../api/audits/findings.ts'
import type { TellNight } from '../../contract/contribution.ts'
import type { Attention } from '../../contract/night.ts'
import { engineText } from '../../view/engine-text.ts'
import { auditsWords } from '../../view/words/audits.ts'

/** Urgent findings need a person; of the others a night says how many came. */
export const auditsNight: TellNight = async ({ deployment, reader }, { from, until }) => {
  const say = auditsWords[reader.language]
  const rows = await findingsOf(deployment)
  const fresh = rows.filter(({ firstSeen }) => {
    const at = Date.parse(firstSeen)
    return at >= from.getTime() && at < until.getTime()
  })
  return {
    lanes: [],
    sentences: fresh.length > 0 ? [say.found(fresh.length)] : [],
    attention: rows
      .filter(({ state, severity }) => state === 'open' && severity === 'urgent')
      .map(
        ({ title, reason, firstSeen }): Attention => ({
          severity: 'critical',
          title: engineText(reader.language, title),
          detail: engineText(reader.language, reason),
          since: firstSeen,
          path: '/audits',
        }),
      ),
  }
}
