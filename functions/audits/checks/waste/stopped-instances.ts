import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { monthHours, networkDollars } from '../../../../shared/prices.ts'
import type { Access, Look } from '../check.ts'
import { nameOf, ownerOf } from '../tags.ts'
import { volumeDollars } from './volume-dollars.ts'

/** When an instance was stopped: EC2 says it in brackets, `User initiated (2026-11-01 10:00:00 GMT)`, and of some stops not at all. */
export const stoppedAt = (reason: string | undefined): Date | undefined => {
  const [, day, time] = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(reason ?? '') ?? []
  const at = new Date(`${day}T${time}Z`)
  return Number.isNaN(at.getTime()) ? undefined : at
}

/** What still costs, in dollars a month, by the instance that it belongs to. */
const stillPaid = async ({ client }: Access): Promise<ReadonlyMap<string, number>> => {
  const ec2 = client(EC2Client)
  const [volumes, { Addresses = [] }] = await Promise.all([
    allPages(async (NextToken) => {
      const answer = await ec2.send(
        new DescribeVolumesCommand({
          Filters: [{ Name: 'status', Values: ['in-use'] }],
          MaxResults: 500,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      )
      return { items: answer.Volumes, next: answer.NextToken }
    }),
    ec2.send(new DescribeAddressesCommand({})),
  ])
  const costs = [
    ...volumes.flatMap(({ Attachments = [], Size = 0, VolumeType }) =>
      Attachments.slice(0, 1).map(({ InstanceId = '' }) => [InstanceId, volumeDollars(VolumeType, Size)] as const),
    ),
    ...Addresses.map(({ InstanceId = '' }) => [InstanceId, networkDollars.addressHour * monthHours] as const),
  ]
  const sums = new Map<string, number>()
  for (const [id, dollars] of costs) sums.set(id, (sums.get(id) ?? 0) + dollars)
  return sums
}

/**
 * Instances that have been stopped for as long as the config says: their volumes and addresses are paid for. One that is stopped for a night
 * is none, and neither is one of which EC2 does not say since when.
 */
export const lookAtStoppedInstances: Look = async (access, { waste: { idleDays }, ownerTag }) => {
  const { client, region, now } = access
  const ec2 = client(EC2Client)
  const reservations = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeInstancesCommand({
        Filters: [{ Name: 'instance-state-name', Values: ['stopped'] }],
        MaxResults: 1_000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    )
    return { items: answer.Reservations, next: answer.NextToken }
  })
  const stopped = reservations.flatMap(({ Instances = [] }) =>
    Instances.flatMap((instance) => {
      const since = stoppedAt(instance.StateTransitionReason)
      return since && now.getTime() - since.getTime() >= idleDays * 86_400_000 ? [{ ...instance, since }] : []
    }),
  )
  if (stopped.length === 0) return { findings: [] }
  const paid = await stillPaid(access)
  return {
    findings: stopped.flatMap(({ InstanceId: id = '', Tags, since }): Finding[] => {
      const dollars = Math.round((paid.get(id) ?? 0) * 100) / 100
      if (dollars === 0) return []
      return [
        {
          id: findingId('waste', 'instance-stopped', region, id, since.toISOString()),
          audit: 'waste',
          kind: 'instance-stopped',
          severity: 'note',
          resource: id,
          title: `Instance ${nameOf(id, Tags)} has been stopped since ${since.toISOString().slice(0, 10)}`,
          reason: 'Its volumes and elastic IP addresses are paid for as if it ran.',
          advice: `aws ec2 create-image --region ${region} --instance-id ${id} --name ${id}-last, wait until it is available, then: aws ec2 terminate-instances --region ${region} --instance-ids ${id}; its addresses stay and must be released, and so must volumes that do not end with it`,
          since: since.toISOString(),
          dollars,
          ...ownerOf(Tags, ownerTag),
        },
      ]
    }),
  }
}
