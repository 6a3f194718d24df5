import { certificateCheck } from './base/certificate.ts'
import { recursionCheck } from './base/recursion.ts'
import type { DoctorContribution } from './check.ts'

/** CloudFront takes certificates from there alone. https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html */
const regionOfCloudFront = 'us-east-1'

/** What thumbnails and their view need of an account. */
export const thumbnailsDoctor: DoctorContribution = [
  certificateCheck('view-certificate', ({ thumbnails }) => {
    const domain = thumbnails?.view?.domain
    return (
      domain && { arn: domain.certificateArn, region: regionOfCloudFront, host: domain.name, key: 'thumbnails.view' }
    )
  }),
  recursionCheck('thumbnails', ['on-upload'], ({ thumbnails }) => thumbnails !== undefined),
]
