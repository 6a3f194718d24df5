// What may be asked of and done to what hours switches on and off in a running deployment.
export type { HoursPlan } from '../functions/hours/preview/plan.ts'
export { longestExtension, longestReason } from '../functions/hours/rules/command.ts'
export type { PlanRow } from '../functions/hours/rules/plan.ts'
export type { Shown } from '../functions/hours/rules/show.ts'
export { type AskedAction, lookNow, switchTarget } from './hours/actions.ts'
export { planOfHours } from './hours/plan.ts'
export { type SavingsRow, savingsIn } from './hours/savings.ts'
export { showHours } from './hours/show.ts'
