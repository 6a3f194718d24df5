import type { Snapshot, Tag, Volume } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import type { ClientOf } from '../../../../shared/client-pool.ts'
import { errorName } from '../../../../shared/errors.ts'
import type { SeenSnapshot } from '../../databases/choose.ts'
import { tagsOf } from '../../databases/read.ts'
import { deploymentTag, processTag } from '../../databases/tags.ts'
import type { Parts } from '../../kinds/kind.ts'
import { copyName, copyTags, isOurs, proofTag } from '../names.ts'
import type { Candidate } from '../orphans.ts'
import type { Form } from './form.ts'

const load = async (client: ClientOf) => {
  const sdk = await import('../../../../shared/sdk/ec2.ts')
  return { sdk, ec2: client(sdk.EC2Client) }
}

const ofSnapshot = ({ SnapshotId: id = '', State, StartTime, Tags, Description = '' }: Snapshot): SeenSnapshot => ({
  id,
  status: State ?? '',
  type: /created by the aws backup service/i.test(Description) ? 'awsbackup' : 'manual',
  tags: tagsOf(Tags as readonly Tag[] | undefined),
  ...(StartTime ? { at: StartTime } : {}),
})

/** The snapshots of a volume that this account has. The volume may be gone. */
export const volumeSnapshots = async (client: ClientOf, volume: string): Promise<SeenSnapshot[]> => {
  const { sdk, ec2 } = await load(client)
  const found = await allPages(async (NextToken) => {
    const Filters = [{ Name: 'volume-id', Values: [volume] }]
    const page = await ec2.send(new sdk.DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters, NextToken }))
    return { items: page.Snapshots, next: page.NextToken }
  })
  return found.map(ofSnapshot)
}

const isUnknown = (error: unknown): boolean => /^Invalid(Volume\.NotFound|ParameterValue)$/.test(errorName(error))

/** The zone in which a copy of a volume is made: its own, or the first of the region where it is gone. */
export const zoneForVolume = async (client: ClientOf, volume: string): Promise<string | undefined> => {
  const { sdk, ec2 } = await load(client)
  try {
    const { Volumes } = await ec2.send(new sdk.DescribeVolumesCommand({ VolumeIds: [volume] }))
    if (Volumes?.[0]?.AvailabilityZone) return Volumes[0].AvailabilityZone
  } catch (error) {
    if (!isUnknown(error)) throw error
  }
  const { AvailabilityZones } = await ec2.send(new sdk.DescribeAvailabilityZonesCommand({}))
  return AvailabilityZones?.find(({ State }) => State === 'available')?.ZoneName
}

/** Volumes of proofs, by their tag: a volume's id is made by AWS. */
const tagged = async ({ client, slice }: Parts, id?: string): Promise<Volume[]> => {
  const { sdk, ec2 } = await load(client)
  const Filters = [
    { Name: `tag:${deploymentTag}`, Values: [slice.deployment] },
    id === undefined ? { Name: 'tag-key', Values: [proofTag] } : { Name: `tag:${processTag}`, Values: [id] },
  ]
  return allPages(async (NextToken) => {
    const page = await ec2.send(new sdk.DescribeVolumesCommand({ Filters, NextToken }))
    return { items: page.Volumes, next: page.NextToken }
  })
}

const byId = async ({ client }: Parts, id: string): Promise<Volume | undefined> => {
  const { sdk, ec2 } = await load(client)
  try {
    return (await ec2.send(new sdk.DescribeVolumesCommand({ VolumeIds: [id] }))).Volumes?.[0]
  } catch (error) {
    if (isUnknown(error)) return undefined
    throw error
  }
}

const deleteVolume = async (VolumeId: string, { client }: Parts): Promise<void> => {
  const { sdk, ec2 } = await load(client)
  try {
    await ec2.send(new sdk.DeleteVolumeCommand({ VolumeId }))
  } catch (error) {
    // Still being made, or somebody has attached it: later.
    if (!isUnknown(error) && !/^(VolumeInUse|IncorrectState)$/.test(errorName(error))) throw error
  }
}

/** A volume of a snapshot, attached to nothing. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
export const volumeForm: Form = {
  look: async (process, parts) => {
    const found = process.volume ? await byId(parts, process.volume) : (await tagged(parts, process.id))[0]
    return found
      ? {
          copy: {
            status: found.State ?? 'unknown',
            ours: isOurs(tagsOf(found.Tags as readonly Tag[] | undefined), parts.slice.deployment, process.id),
          },
        }
      : {}
  },
  restore: async (process, parts) => {
    const { sdk, ec2 } = await load(parts.client)
    const tags = copyTags(parts.slice.deployment, process)
    const { VolumeId } = await ec2.send(
      new sdk.CreateVolumeCommand({
        SnapshotId: process.snapshot?.id,
        AvailabilityZone: process.plan?.zone,
        VolumeType: 'gp3',
        ClientToken: process.id,
        TagSpecifications: [
          {
            ResourceType: 'volume',
            Tags: Object.entries({ Name: copyName(process.id), ...tags }).map(([Key, Value]) => ({ Key, Value })),
          },
        ],
      }),
    )
    return VolumeId ? { volume: VolumeId } : {}
  },
  deleteCopy: async (process, parts) => {
    const found = process.volume ? [process.volume] : (await tagged(parts, process.id)).map(({ VolumeId }) => VolumeId)
    for (const id of found) if (id !== undefined) await deleteVolume(id, parts)
  },
  candidates: async (parts) =>
    (await tagged(parts)).flatMap(({ State: status = '', Tags }): Candidate[] => {
      const tags = tagsOf(Tags as readonly Tag[] | undefined)
      const id = tags[processTag]
      return id === undefined ? [] : [{ form: 'volume', name: copyName(id), status, tags }]
    }),
}
