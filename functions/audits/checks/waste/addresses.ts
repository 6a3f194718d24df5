import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { findingId } from '../../../../shared/audits/finding.ts'
import { monthHours, networkDollars } from '../../../../shared/prices.ts'
import type { Look } from '../check.ts'
import { nameOf, ownerOf } from '../tags.ts'

/** Elastic IP addresses that belong to nothing. */
export const lookAtAddresses: Look = async ({ client, region }, { ownerTag }) => {
  // The API has no pages for addresses.
  const { Addresses = [] } = await client(EC2Client).send(new DescribeAddressesCommand({}))
  return {
    findings: Addresses.flatMap(({ AllocationId, AssociationId, NetworkInterfaceId, InstanceId, PublicIp, Tags }) => {
      if (!AllocationId || AssociationId || NetworkInterfaceId || InstanceId) return []
      return [
        {
          id: findingId('waste', 'address-idle', region, AllocationId),
          audit: 'waste' as const,
          kind: 'address-idle',
          severity: 'note' as const,
          resource: AllocationId,
          title: `Address ${nameOf(PublicIp ?? AllocationId, Tags)} belongs to nothing`,
          reason: 'It is not associated with an instance, a network interface or a NAT gateway, and is paid for.',
          advice: `aws ec2 release-address --region ${region} --allocation-id ${AllocationId}`,
          dollars: Math.round(networkDollars.addressHour * monthHours * 100) / 100,
          ...ownerOf(Tags, ownerTag),
        },
      ]
    }),
  }
}
