import { recursionCheck } from './base/recursion.ts'
import type { DoctorContribution } from './check.ts'

/** What the firewall needs of an account: a pass asks a queue for the next one. */
export const firewallDoctor: DoctorContribution = [
  recursionCheck('firewall', ['on-pass'], ({ firewall }) => firewall !== undefined),
]
