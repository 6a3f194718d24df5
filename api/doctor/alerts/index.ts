import { recursionCheck } from '../base/recursion.ts'
import type { DoctorContribution } from '../check.ts'
import { acknowledgeLink } from './acknowledge-link.ts'
import { contacts } from './contacts.ts'
import { emailIdentity } from './email-identity.ts'
import { emailSending } from './email-sending.ts'
import { emailSuppression } from './email-suppression.ts'
import { smsOptOuts } from './sms-opt-outs.ts'
import { smsOrigination } from './sms-origination.ts'
import { smsRegion } from './sms-region.ts'
import { smsSandbox } from './sms-sandbox.ts'
import { smsSpending } from './sms-spending.ts'
import { subscriptions } from './subscriptions.ts'

/** Whether messages can reach people from this account. */
export const alertsDoctor: DoctorContribution = [
  contacts,
  emailIdentity,
  emailSending,
  emailSuppression,
  smsRegion,
  smsSandbox,
  smsSpending,
  smsOrigination,
  smsOptOuts,
  subscriptions,
  acknowledgeLink,
  recursionCheck('alerts', ['on-timer']),
]
