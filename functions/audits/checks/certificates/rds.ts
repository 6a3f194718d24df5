import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import type { Look } from '../check.ts'
import { allPages } from '../pages.ts'
import { ownerOf } from '../tags.ts'
import { endingFindings } from './ends.ts'

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
      instances.map(({ DBInstanceArn, DBInstanceIdentifier = '', CertificateDetails, TagList }) => ({
        resource: DBInstanceArn ?? DBInstanceIdentifier,
        name: `the database ${DBInstanceIdentifier}`,
        endsAt: CertificateDetails?.ValidTill,
        isUsed: true,
        advice: `Clients that check it must know the new authority first. Then: aws rds modify-db-instance --region ${region} --db-instance-identifier ${DBInstanceIdentifier} --ca-certificate-identifier rds-ca-rsa2048-g1`,
        ...ownerOf(TagList, ownerTag),
      })),
      now,
      certificates,
    ),
  }
}
