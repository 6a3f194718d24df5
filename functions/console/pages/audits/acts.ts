import { acceptFinding, runAudits } from '../../../../api/audits/actions.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import type { Act } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { engineText } from '../../view/engine-text.ts'
import { timeText } from '../../view/times.ts'
import { auditsWords } from '../../view/words/audits.ts'
import { longestReason, mostDays } from './limits.ts'

/** Accepts a finding for some days, with why, in the name of whoever is signed in. */
export const accept: Act = async ({ deployment, session, reader, now, param }, form) => {
  const say = auditsWords[reader.language]
  const id = param('id')
  if (!/^[0-9a-f]{12}$/.test(id)) throw new PageError(404)
  const text = form.get('days') ?? ''
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > mostDays) throw new UsageError(say.notDays(text.slice(0, 20)))
  const why = (form.get('why') ?? '').trim().slice(0, longestReason)
  if (why === '') throw new UsageError(say.needReason)
  const until = new Date(now.getTime() + days * 86_400_000).toISOString()
  const { title } = await acceptFinding(deployment, { id, until, why, by: session.by })
  return { said: say.isAccepted(engineText(reader.language, title), timeText(reader, until)), next: '/audits' }
}

/** Has every audit look now, by the function of audits. */
export const run: Act = async ({ deployment, reader }) => {
  const outcomes = await runAudits(deployment)
  const sum = (of: (outcome: (typeof outcomes)[number]) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0)
  return {
    said: auditsWords[reader.language].looked(
      sum(({ found }) => found),
      sum(({ fixed }) => fixed),
      sum(({ failed }) => failed.length),
    ),
    next: '/audits',
  }
}
