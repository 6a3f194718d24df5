import { recursionCheck } from '../base/recursion.ts'
import type { DoctorContribution } from '../check.ts'
import { buckets } from './buckets.ts'
import { logging } from './logging.ts'
import { quota, sets } from './sets.ts'
import { webAcl } from './web-acl.ts'

/** What the firewall needs of an account: a pass asks a queue for the next one, logs come, and what it blocks is asked for. */
export const firewallDoctor: DoctorContribution = [
  recursionCheck('firewall', ['on-pass'], ({ firewall }) => firewall !== undefined),
  buckets,
  logging,
  quota,
  sets,
  webAcl,
]
