import type { Image, Instance, InstanceStatus, Tag } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import type { ClientOf } from '../../../../shared/client-pool.ts'
import { errorName } from '../../../../shared/errors.ts'
import type { BackupProofRecord } from '../../../../shared/ledger/records.ts'
import type { SeenSnapshot } from '../../databases/choose.ts'
import { tagsOf } from '../../databases/read.ts'
import { deploymentTag, ofTag, processTag } from '../../databases/tags.ts'
import type { Parts } from '../../kinds/kind.ts'
import { copyName, copyTags, isOurs, proofTag } from '../names.ts'
import type { Candidate } from '../orphans.ts'
import type { Form } from './form.ts'

const load = async (client: ClientOf) => {
  const sdk = await import('../../../../shared/sdk/ec2.ts')
  return { sdk, ec2: client(sdk.EC2Client) }
}

/** An AMI, with what an instance of it needs to know. */
export interface SeenImage extends SeenSnapshot {
  readonly architecture: string
  /** Devices with a volume of their own. */
  readonly devices: readonly string[]
}

const ofImage = ({ ImageId: id = '', State, CreationDate, Tags, ...image }: Image): SeenImage => ({
  id,
  status: State ?? '',
  type: 'manual',
  tags: tagsOf(Tags as readonly Tag[] | undefined),
  ...(CreationDate ? { at: new Date(CreationDate) } : {}),
  architecture: image.Architecture ?? 'x86_64',
  devices: (image.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) => (Ebs && DeviceName ? [DeviceName] : [])),
})

/** The AMIs of an instance that this account has: those that EC2 made of it, and those of our plans. The instance may be gone. */
export const instanceImages = async (client: ClientOf, instance: string): Promise<SeenImage[]> => {
  const { sdk, ec2 } = await load(client)
  const by = (Name: string, value: string): Promise<Image[]> =>
    allPages(async (NextToken) => {
      const Filters = [{ Name, Values: [value] }]
      const page = await ec2.send(new sdk.DescribeImagesCommand({ Owners: ['self'], Filters, NextToken }))
      return { items: page.Images, next: page.NextToken }
    })
  const found = await Promise.all([by('source-instance-id', instance), by(`tag:${ofTag}`, `ec2-instance/${instance}`)])
  return [...new Map(found.flat().map((image) => [image.ImageId, ofImage(image)])).values()]
}

const isUnknown = (error: unknown): boolean => /^InvalidInstanceID\./.test(errorName(error))

/** The type of an instance, or undefined where it is gone. */
export const typeOfInstance = async (client: ClientOf, id: string): Promise<string | undefined> => {
  const { sdk, ec2 } = await load(client)
  try {
    const { Reservations } = await ec2.send(new sdk.DescribeInstancesCommand({ InstanceIds: [id] }))
    return Reservations?.[0]?.Instances?.[0]?.InstanceType
  } catch (error) {
    if (isUnknown(error)) return undefined
    throw error
  }
}

/** Instances of proofs that are not terminated, by their tag: an instance's id is made by AWS. */
const tagged = async ({ client, slice }: Parts, id?: string): Promise<Instance[]> => {
  const { sdk, ec2 } = await load(client)
  const Filters = [
    { Name: `tag:${deploymentTag}`, Values: [slice.deployment] },
    id === undefined ? { Name: 'tag-key', Values: [proofTag] } : { Name: `tag:${processTag}`, Values: [id] },
  ]
  return allPages(async (NextToken) => {
    const page = await ec2.send(new sdk.DescribeInstancesCommand({ Filters, NextToken }))
    return { items: page.Reservations?.flatMap(({ Instances = [] }) => Instances), next: page.NextToken }
  })
}

const byId = async ({ client }: Parts, id: string): Promise<Instance | undefined> => {
  const { sdk, ec2 } = await load(client)
  try {
    const { Reservations } = await ec2.send(new sdk.DescribeInstancesCommand({ InstanceIds: [id] }))
    return Reservations?.[0]?.Instances?.[0]
  } catch (error) {
    if (isUnknown(error)) return undefined
    throw error
  }
}

const checksOf = async ({ client }: Parts, id: string): Promise<InstanceStatus | undefined> => {
  const { sdk, ec2 } = await load(client)
  const { InstanceStatuses } = await ec2.send(new sdk.DescribeInstanceStatusCommand({ InstanceIds: [id] }))
  return InstanceStatuses?.[0]
}

/** Milliseconds for which a status check may fail while an instance starts. */
const startMs = 15 * 60_000

/**
 * Whether it has come up: `available` when it runs and both status checks pass.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
 */
export const statusOf = (
  { State, StateReason }: Pick<Instance, 'State' | 'StateReason'>,
  checks: InstanceStatus | undefined,
  now: Date,
): string => {
  const state = State?.Name ?? 'unknown'
  if (state === 'pending') return 'creating'
  if (state === 'shutting-down') return 'deleting'
  if (state === 'stopping' || state === 'stopped' || state === 'terminated')
    return `failed: EC2 shows it as ${state}${StateReason?.Message ? ` (${StateReason.Message})` : ''}`
  const both = [checks?.SystemStatus, checks?.InstanceStatus]
  if (both.every((check) => check?.Status === 'ok')) return 'available'
  const since = both
    .flatMap((check) => check?.Details ?? [])
    .flatMap(({ Status, ImpairedSince }) => (Status === 'failed' && ImpairedSince ? [ImpairedSince.getTime()] : []))
  return since.some((at) => now.getTime() - at > startMs) ? 'failed: its status checks do not pass' : 'starting'
}

const isOver = ({ State }: Instance): boolean => State?.Name === 'terminated'

/** Who ends an instance by the API has deleted it; everything else is EC2's doing, and is reported. */
const byHand = ({ StateReason }: Instance): boolean => StateReason?.Code === 'Client.UserInitiatedShutdown'

const find = async (process: Pick<BackupProofRecord, 'id' | 'machine'>, parts: Parts): Promise<Instance | undefined> =>
  process.machine
    ? byId(parts, process.machine)
    : (await tagged(parts, process.id)).toSorted((one, other) => Number(isOver(one)) - Number(isOver(other)))[0]

/** An instance of an AMI in the isolated group: no public address, no role, nothing out. It is ended with its volumes. */
export const machineForm: Form = {
  look: async (process, parts) => {
    const found = await find(process, parts)
    // EC2 shows what is terminated for an hour.
    if (!found || (isOver(found) && (process.step !== 'restoring' || byHand(found)))) return {}
    const checks = found.State?.Name === 'running' ? await checksOf(parts, found.InstanceId ?? '') : undefined
    return {
      copy: {
        status: statusOf(found, checks, parts.now),
        ours: isOurs(tagsOf(found.Tags as readonly Tag[] | undefined), parts.slice.deployment, process.id),
      },
    }
  },
  restore: async (process, parts) => {
    const { sdk, ec2 } = await load(parts.client)
    const { subnet, securityGroup, machineType, devices = [] } = process.plan ?? {}
    const all = Object.entries({
      Name: copyName(process.id),
      ...copyTags(parts.slice.deployment, process),
    }).map(([Key, Value]) => ({ Key, Value }))
    // EC2 deletes the volumes with the instance. By the tag of the process the sweep would delete those of an instance that somebody keeps.
    const tags = { instance: all, volume: all.filter(({ Key }) => Key !== processTag) }
    const { Instances } = await ec2.send(
      new sdk.RunInstancesCommand({
        ImageId: process.snapshot?.id,
        // EC2 has more types than its client knows by name.
        InstanceType: machineType as Instance['InstanceType'],
        MinCount: 1,
        MaxCount: 1,
        ClientToken: process.id,
        InstanceInitiatedShutdownBehavior: 'terminate',
        MetadataOptions: { HttpTokens: 'required' },
        NetworkInterfaces: [
          {
            DeviceIndex: 0,
            SubnetId: subnet,
            Groups: securityGroup === undefined ? [] : [securityGroup],
            AssociatePublicIpAddress: false,
            DeleteOnTermination: true,
          },
        ],
        // An AMI may say that its volumes stay.
        BlockDeviceMappings: devices.map((DeviceName) => ({ DeviceName, Ebs: { DeleteOnTermination: true } })),
        TagSpecifications: (['instance', 'volume'] as const).map((ResourceType) => ({
          ResourceType,
          Tags: tags[ResourceType],
        })),
      }),
    )
    const id = Instances?.[0]?.InstanceId
    return id ? { machine: id } : {}
  },
  deleteCopy: async (process, parts) => {
    const { sdk, ec2 } = await load(parts.client)
    const found = process.machine
      ? [process.machine]
      : (await tagged(parts, process.id)).flatMap((each) => (isOver(each) ? [] : (each.InstanceId ?? [])))
    if (found.length === 0) return
    try {
      await ec2.send(new sdk.TerminateInstancesCommand({ InstanceIds: found }))
    } catch (error) {
      if (!isUnknown(error) && errorName(error) !== 'IncorrectInstanceState') throw error
    }
  },
  candidates: async (parts) =>
    (await tagged(parts)).flatMap((instance): Candidate[] => {
      const tags = tagsOf(instance.Tags as readonly Tag[] | undefined)
      const id = tags[processTag]
      if (id === undefined || isOver(instance)) return []
      const status = instance.State?.Name === 'shutting-down' ? 'deleting' : (instance.State?.Name ?? 'unknown')
      return [{ form: 'machine', name: copyName(id), status, tags }]
    }),
}
