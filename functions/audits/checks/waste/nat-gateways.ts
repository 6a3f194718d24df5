import { DescribeNatGatewaysCommand, EC2Client } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { monthHours, networkDollars } from '../../../../shared/prices.ts'
import type { Look } from '../check.ts'
import { pointsOf } from '../metric-sums.ts'
import { nameOf, ownerOf } from '../tags.ts'

/** NAT gateways through which nothing has gone out for as long as the config says. Younger ones are left alone. */
export const lookAtNatGateways: Look = async (access, { waste: { idleDays }, ownerTag }) => {
  const { client, region, now } = access
  const ec2 = client(EC2Client)
  const gateways = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeNatGatewaysCommand({
        Filter: [{ Name: 'state', Values: ['available'] }],
        MaxResults: 1_000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    )
    return { items: answer.NatGateways, next: answer.NextToken }
  })
  const old = gateways.filter(
    ({ CreateTime, State }) =>
      State === 'available' && (CreateTime?.getTime() ?? now.getTime()) <= now.getTime() - idleDays * 86_400_000,
  )
  const series = old.map(({ NatGatewayId = '' }) => ({
    namespace: 'AWS/NATGateway',
    name: 'BytesOutToDestination',
    dimensions: { NatGatewayId },
    statistic: 'Sum',
  }))
  const points = await pointsOf(access, series, { hours: idleDays * 24, periodSeconds: 86_400 })
  return {
    findings: old.flatMap(({ NatGatewayId: id = '', Tags }, index): Finding[] => {
      const values = points[index] ?? []
      // A gateway reports a point a minute, also where it is 0: no point says nothing.
      if (values.length === 0 || values.some((value) => value > 0)) return []
      return [
        {
          id: findingId('waste', 'nat-idle', region, id),
          audit: 'waste',
          kind: 'nat-idle',
          severity: 'note',
          resource: id,
          title: `NAT gateway ${nameOf(id, Tags)} carries nothing`,
          reason: `For ${idleDays} days no byte has gone out through it.`,
          advice: `Take it out of the route tables, then: aws ec2 delete-nat-gateway --region ${region} --nat-gateway-id ${id}`,
          dollars: Math.round(networkDollars.natHour * monthHours * 100) / 100,
          ...ownerOf(Tags, ownerTag),
        },
      ]
    }),
  }
}
