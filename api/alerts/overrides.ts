import type { OverrideAnswer } from '../../functions/alerts/rules/answers.ts'
import {
  type Judged,
  judgeOverride,
  judgeSwap,
  type OverrideAsk,
  type SwapAsk,
} from '../../functions/alerts/rules/on-call.ts'
import type { Override } from '../../shared/config/alerts/schema.ts'
import type { OverridePart } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { type Asker, askAlerts } from './request.ts'
import { type OnCallState, type OverrideRow, overrideRow, readOnCall } from './run-time.ts'
import { onCallCalendar, type TurnRow } from './turns.ts'

export type { OverrideAsk, SwapAsk } from '../../functions/alerts/rules/on-call.ts'

type Asked = Pick<Deployment, 'config' | 'ledger' | 'connect' | 'output' | 'now'>

/** What came of an override: who would be on call then is who is. */
export interface OverrideResult {
  readonly override: OverrideRow
  /** What whoever asked should know: twice in a row, a policy that reaches one person alone, quiet hours. */
  readonly warnings: readonly string[]
  /** Who is on call in the time that it is about. */
  readonly onCall: readonly TurnRow[]
}

/** Who has a rotation in the time of some parts. */
const turnsIn = (
  parts: readonly OverridePart[],
  { alerts, overrides }: Pick<OnCallState, 'alerts' | 'overrides'>,
): TurnRow[] => {
  const [first] = parts
  if (!first) return []
  const [from, until] = [
    Math.min(...parts.map((part) => Date.parse(part.from))),
    Math.max(...parts.map((part) => Date.parse(part.until))),
  ]
  const rotations = Object.fromEntries(Object.entries(alerts.rotations).filter(([name]) => name === first.rotation))
  return onCallCalendar({ ...alerts, rotations }, { from: new Date(from), until: new Date(until) }, overrides)
}

const resultOf = async ({ override, warnings }: OverrideAnswer, deployment: Asked): Promise<OverrideResult> => ({
  override: overrideRow(override, deployment.now()),
  warnings,
  onCall: turnsIn(override.parts, await readOnCall(deployment)),
})

/**
 * Has somebody cover a time of a rotation, from now on or from a time, until an end. It counts for the next decision on.
 * @throws UsageError with why it may not be and what to do instead; Error with what else the function said
 */
export const overrideShift = async (
  deployment: Asked,
  asked: OverrideAsk & Asker & { readonly why?: string | undefined },
): Promise<OverrideResult> =>
  resultOf(await askAlerts<OverrideAnswer>(deployment, { action: 'override', ...asked }), deployment)

/** Has two people have each other's turns: the next one of each, or all until a time. @throws as {@link overrideShift} */
export const swapTurns = async (
  deployment: Asked,
  asked: SwapAsk & Asker & { readonly why?: string | undefined },
): Promise<OverrideResult> =>
  resultOf(await askAlerts<OverrideAnswer>(deployment, { action: 'swap', ...asked }), deployment)

/** Ends an override or a swap now. What is over stays as it is. @throws as {@link overrideShift} */
export const cancelOverride = async (
  deployment: Asked,
  asked: Asker & { readonly id: string },
): Promise<OverrideResult> =>
  resultOf(await askAlerts<OverrideAnswer>(deployment, { action: 'cancel-override', ...asked }), deployment)

/** What an override would change: who is on call then without it, and with it. */
export type Preview =
  | { readonly refused: string }
  | {
      readonly parts: readonly OverridePart[]
      readonly warnings: readonly string[]
      readonly before: readonly TurnRow[]
      readonly after: readonly TurnRow[]
    }

const previewOf = async (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'now'>,
  judge: (state: OnCallState) => Judged,
): Promise<Preview> => {
  const state = await readOnCall(deployment)
  const judged = judge(state)
  if ('refused' in judged) return judged
  const { parts, warnings } = judged
  const { alerts } = state
  const changed = { ...alerts, overrides: [...alerts.overrides, ...parts.map((part) => part as Override)] }
  return { parts, warnings, before: turnsIn(parts, state), after: turnsIn(parts, { ...state, alerts: changed }) }
}

/** What an override would change, by the config as it is in force. It writes nothing. */
export const previewOverride = (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'now'>,
  asked: OverrideAsk,
): Promise<Preview> => previewOf(deployment, ({ alerts }) => judgeOverride(alerts, asked, deployment.now()))

/** What a swap would change, by the config as it is in force. It writes nothing. */
export const previewSwap = (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'now'>,
  asked: SwapAsk,
): Promise<Preview> => previewOf(deployment, ({ alerts }) => judgeSwap(alerts, asked, deployment.now()))
