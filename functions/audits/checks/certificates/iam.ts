import { IAMClient, ListServerCertificatesCommand } from '@aws-sdk/client-iam'
import { allPages } from '../../../../shared/all-pages.ts'
import type { Look } from '../check.ts'
import { endingFindings } from './ends.ts'

/** Days after its end from which nothing can be using it: somebody would have noticed. */
const forgottenDays = 30

/** Server certificates that IAM keeps. Nothing renews them, and IAM does not say what uses them. */
export const lookAtServerCertificates: Look = async ({ client, now }, { certificates }) => {
  const iam = client(IAMClient)
  const found = await allPages(async (Marker) => {
    const answer = await iam.send(new ListServerCertificatesCommand(Marker === undefined ? {} : { Marker }))
    return {
      items: answer.ServerCertificateMetadataList,
      next: answer.IsTruncated === true ? answer.Marker : undefined,
    }
  })
  return {
    findings: endingFindings(
      'certificate-ends',
      found.map(({ Arn, ServerCertificateName = '', Expiration }) => ({
        resource: Arn ?? ServerCertificateName,
        name: ServerCertificateName,
        endsAt: Expiration,
        isUsed: !Expiration || now.getTime() - Expiration.getTime() < forgottenDays * 86_400_000,
        advice: `Nothing renews it. Use one of ACM instead, then: aws iam delete-server-certificate --server-certificate-name ${ServerCertificateName}`,
      })),
      now,
      certificates,
    ),
  }
}
