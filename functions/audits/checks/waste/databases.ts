import { type DBInstance, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { hoursPrices } from '../../../../shared/hours/prices.ts'
import { monthHours } from '../../../../shared/prices.ts'
import type { Look } from '../check.ts'
import { pointsOf } from '../metric-sums.ts'
import { ownerOf } from '../tags.ts'

/** The instance alone; a standby costs as much again. Nothing where no price is known. */
const dollarsOf = ({ Engine = '', DBInstanceClass = '', MultiAZ }: DBInstance): number | undefined => {
  const prices: Readonly<Record<string, number | undefined>> = hoursPrices.hourly
  const hourly = prices[`rds:${Engine}:${DBInstanceClass}`]
  return hourly === undefined ? undefined : Math.round(hourly * (MultiAZ === true ? 2 : 1) * monthHours * 100) / 100
}

/** Databases that run and to which nobody has connected for as long as the config says. Younger ones are left alone. */
export const lookAtIdleDatabases: Look = async (access, { waste: { idleDays }, ownerTag }) => {
  const { client, region, now } = access
  const rds = client(RDSClient)
  const instances = await allPages(async (Marker) => {
    const answer = await rds.send(new DescribeDBInstancesCommand(Marker === undefined ? {} : { Marker }))
    return { items: answer.DBInstances, next: answer.Marker }
  })
  const old = instances.filter(
    ({ InstanceCreateTime, DBInstanceStatus }) =>
      DBInstanceStatus === 'available' &&
      (InstanceCreateTime?.getTime() ?? now.getTime()) <= now.getTime() - idleDays * 86_400_000,
  )
  const series = old.map(({ DBInstanceIdentifier = '' }) => ({
    namespace: 'AWS/RDS',
    name: 'DatabaseConnections',
    dimensions: { DBInstanceIdentifier },
    statistic: 'Maximum',
  }))
  const points = await pointsOf(access, series, { hours: idleDays * 24, periodSeconds: 86_400 })
  return {
    findings: old.flatMap((instance, index): Finding[] => {
      const { DBInstanceIdentifier: id = '', TagList, DBClusterIdentifier } = instance
      const values = points[index] ?? []
      if (values.length === 0 || values.some((value) => value > 0)) return []
      return [
        {
          id: findingId('waste', 'database-idle', region, id),
          audit: 'waste',
          kind: 'database-idle',
          severity: 'note',
          resource: id,
          title: `Nobody connects to the database ${id}`,
          reason: `For ${idleDays} days it had no connection.`,
          advice: DBClusterIdentifier
            ? `It is a member of the cluster ${DBClusterIdentifier}: aws rds delete-db-instance --region ${region} --db-instance-identifier ${id}`
            : `aws rds delete-db-instance --region ${region} --db-instance-identifier ${id} --final-db-snapshot-identifier ${id}-last`,
          dollars: dollarsOf(instance),
          ...ownerOf(TagList, ownerTag),
        },
      ]
    }),
  }
}
