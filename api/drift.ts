// Whether what is deployed is still as its templates say.
export { detectDrift } from './drift/detect.ts'
export { type DriftRow, type DriftState, isWell } from './drift/rows.ts'
