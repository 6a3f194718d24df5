// What may be asked of and done to the lifecycle policies of a running deployment.
export { type Preview, type PreviewRow, previewRows } from '../functions/lifecycle/preview/preview.ts'
export type { Outcome } from '../functions/lifecycle/rules/outcome.ts'
export { shorteningText } from '../functions/lifecycle/rules/shortening.ts'
export { applyLifecycle } from './lifecycle/apply.ts'
export { type LintRow, lintPlaces } from './lifecycle/lint.ts'
export { bucketName } from './lifecycle/own-buckets.ts'
export { differingBuckets, isLeft, planLifecycle } from './lifecycle/plan.ts'
export {
  comparedPlaces,
  configPlaces,
  livePlaces,
  openOf,
  type Place,
  type PlaceChoice,
  type SimulatedDay,
  type SimulatedRow,
  simulateDays,
  simulateObject,
} from './lifecycle/simulate.ts'
