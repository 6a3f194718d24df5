import type { SilenceAnswer } from '../../functions/alerts/rules/answers.ts'
import type { SilenceAsk } from '../../functions/alerts/rules/silences.ts'
import type { Deployment } from '../deployment.ts'
import { type Asker, askAlerts } from './request.ts'
import { type SilenceRow, silenceRow } from './run-time.ts'

export type { SilenceAsk } from '../../functions/alerts/rules/silences.ts'

type Reached = Pick<Deployment, 'connect' | 'output' | 'now'>

/** What came of a silence. */
export interface SilenceResult {
  readonly silence: SilenceRow
  /** What is not over and it is about. */
  readonly incidents: SilenceAnswer['incidents']
}

const resultOf = ({ silence, incidents }: SilenceAnswer, { now }: Reached): SilenceResult => ({
  silence: silenceRow(silence, now()),
  incidents,
})

/**
 * Has something page nobody, from now on or from a time, until an end.
 * @throws UsageError with why it may not be and what to do instead; Error with what else the function said
 */
export const silenceAlarms = async (
  deployment: Reached,
  asked: SilenceAsk & Asker & { readonly why: string },
): Promise<SilenceResult> =>
  resultOf(await askAlerts<SilenceAnswer>(deployment, { action: 'silence', ...asked }), deployment)

/** Ends a silence now: what it holds goes on. @throws as {@link silenceAlarms} */
export const endSilence = async (deployment: Reached, asked: Asker & { readonly id: string }): Promise<SilenceResult> =>
  resultOf(await askAlerts<SilenceAnswer>(deployment, { action: 'end-silence', ...asked }), deployment)
