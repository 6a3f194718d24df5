// Whether the account, or the one that will be deployed to, has what no template makes.
export type { DoctorRow } from './doctor/check.ts'
export { examine, isWell } from './doctor/index.ts'
