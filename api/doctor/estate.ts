import { certificateCheck } from './base/certificate.ts'
import { network } from './base/network.ts'
import type { DoctorContribution } from './check.ts'

/** What the network and the web service need of an account. */
export const estateDoctor: DoctorContribution = [
  network,
  certificateCheck('web-certificate', ({ region, estate }) =>
    estate?.web?.certificateArn === undefined
      ? undefined
      : { arn: estate.web.certificateArn, region, key: 'estate.web' },
  ),
]
