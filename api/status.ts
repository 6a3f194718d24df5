// Whether everything that a running deployment has is well.
export type { StatusCheck } from './status/check.ts'
export { readStatus, type StatusRow } from './status/index.ts'
