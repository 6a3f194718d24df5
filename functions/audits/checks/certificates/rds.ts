import { type DBInstance, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { allPages } from '../../../../shared/all-pages.ts'
import type { Look } from '../check.ts'
import { ownerOf } from '../tags.ts'
import { endingFindings } from './ends.ts'

/** The authorities of today: the certificates that they sign are renewed by RDS. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html */
const today = /^rds-ca-\w+-g1$/

const adviceOf = (
  { DBInstanceArn = '', DBInstanceIdentifier = '', CACertificateIdentifier = '' }: DBInstance,
  region: string,
) =>
  today.test(CACertificateIdentifier)
    ? `RDS renews it, of some engines only with a restart. Have it done now: aws rds apply-pending-maintenance-action --region ${region} --resource-identifier ${DBInstanceArn} --apply-action ca-certificate-rotation --opt-in-type immediate`
    : `Clients that check it must know the new authority first. Then: aws rds modify-db-instance --region ${region} --db-instance-identifier ${DBInstanceIdentifier} --ca-certificate-identifier rds-ca-rsa2048-g1`

/** The certificates by which database servers show who they are. */
export const lookAtDatabases: Look = async ({ client, region, now }, { certificates, ownerTag }) => {
  const rds = client(RDSClient)
  const instances = await allPages(async (Marker) => {
    const answer = await rds.send(new DescribeDBInstancesCommand(Marker === undefined ? {} : { Marker }))
    return { items: answer.DBInstances, next: answer.Marker }
  })
  return {
    findings: endingFindings(
      'certificate-ends',
      instances.map((instance) => ({
        resource: instance.DBInstanceArn ?? instance.DBInstanceIdentifier ?? '',
        name: `the database ${instance.DBInstanceIdentifier}`,
        endsAt: instance.CertificateDetails?.ValidTill,
        isUsed: true,
        advice: adviceOf(instance, region),
        ...ownerOf(instance.TagList, ownerTag),
      })),
      now,
      certificates,
    ),
  }
}
