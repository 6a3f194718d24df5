import type { Filter, Image } from '@aws-sdk/client-ec2'
import { allPages } from '../../../shared/all-pages.ts'
import { errorName } from '../../../shared/errors.ts'
import type { VaultAccess } from './access.ts'
import { deleteSnapshot } from './ebs-volumes.ts'
import { imagesBy, loadEc2, madeFilters, orNone, oursFilters, selectorFilters } from './ec2-read.ts'
import { isMissing, refusalOf } from './refusals.ts'
import { momentOf, tagList, tagsOf } from './shown.ts'
import type { Answer, Refusal, Seen, Source, Vault, Wanted } from './vault.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html */
const states: Readonly<Record<string, Seen['state']>> = {
  available: 'good',
  failed: 'failed',
  error: 'failed',
  invalid: 'failed',
}

const seenImage = (image: Image): Seen => {
  const { ImageId: id = '', State = '', StateReason, CreationDate, BlockDeviceMappings = [] } = image
  const tags = tagsOf(image.Tags)
  return {
    id,
    state: states[State] ?? 'pending',
    ...(StateReason?.Message ? { reason: StateReason.Message } : {}),
    at: momentOf(tags, CreationDate === undefined ? undefined : new Date(CreationDate)),
    tags,
    encrypted: BlockDeviceMappings.some(({ Ebs }) => Ebs?.Encrypted === true),
    parts: BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
  }
}

interface InstanceLike {
  readonly InstanceId?: string | undefined
  readonly State?: { readonly Name?: string | undefined } | undefined
  readonly RootDeviceType?: string | undefined
}

const instanceSource = (id: string, instance: InstanceLike | undefined): Source => {
  const state = instance?.State?.Name
  if (state === undefined || state === 'terminated' || state === 'shutting-down') return { state: 'gone' }
  if (instance?.RootDeviceType === 'instance-store')
    return {
      state: 'cannot',
      reason: `${id} has its root on an instance store, of which EC2 makes no AMI. Take it out of the plan.`,
    }
  if (state === 'running' || state === 'stopped') return { state: 'ready' }
  return { state: 'busy', reason: `EC2 shows ${id} as ${state}.` }
}

const specifications = ({ name, tags }: Wanted) =>
  (['image', 'snapshot'] as const).map((ResourceType) => ({ ResourceType, Tags: tagList({ ...tags, Name: name }) }))

/** Instances with all their volumes at one moment, as an AMI, without a reboot. */
export const ec2Instances = async (access: VaultAccess): Promise<Vault> => {
  const { sdk, ec2 } = await loadEc2(access)
  const instances = (question: { readonly InstanceIds?: string[]; readonly Filters?: Filter[] }) =>
    allPages(async (NextToken) => {
      const answer = await ec2().send(new sdk.DescribeInstancesCommand({ ...question, NextToken }))
      return { items: answer.Reservations?.flatMap(({ Instances = [] }) => Instances), next: answer.NextToken }
    })
  const made = async (process: string, name: string, region?: string): Promise<Seen | undefined> =>
    (await imagesBy(madeFilters(process, name), access, region)).map(seenImage)[0]
  const byName = async (name: string, region?: string): Promise<string | undefined> =>
    (await imagesBy([{ Name: 'name', Values: [name] }], access, region))[0]?.ImageId
  const answered = async (
    ask: () => Promise<{ readonly ImageId?: string | undefined }>,
    name: string,
    region?: string,
  ): Promise<Answer> => {
    try {
      return { id: (await ask()).ImageId ?? '' }
    } catch (error) {
      // The name comes from the process: what has it is ours.
      const known = errorName(error) === 'InvalidAMIName.Duplicate' ? await byName(name, region) : undefined
      return known === undefined ? { refusal: refusalOf(error) } : { id: known }
    }
  }
  return {
    kind: 'ec2-instances',
    noun: 'ec2-instance',
    service: 'ec2',
    find: async (selector) => {
      const { names = [] } = selector
      const Filters = selectorFilters(selector)
      const found = Filters ? await instances({ Filters }) : []
      const alive = found.flatMap((each) =>
        each.InstanceId && instanceSource(each.InstanceId, each).state !== 'gone' ? [each.InstanceId] : [],
      )
      return [...new Set([...names, ...alive])]
    },
    source: async (id) => instanceSource(id, (await orNone(() => instances({ InstanceIds: [id] })))[0]),
    take: (InstanceId, wanted) =>
      answered(
        () =>
          ec2().send(
            new sdk.CreateImageCommand({
              InstanceId,
              Name: wanted.name,
              NoReboot: true,
              TagSpecifications: specifications(wanted),
            }),
          ),
        wanted.name,
      ),
    made,
    show: async (id, region) => {
      const [found] = await orNone(() => imagesBy([{ Name: 'image-id', Values: [id] }], access, region))
      return found && seenImage(found)
    },
    list: async (ours, region) => (await imagesBy(oursFilters(ours), access, region)).map(seenImage),
    copy: (source, wanted, region, KmsKeyId) =>
      answered(
        () =>
          ec2(region).send(
            new sdk.CopyImageCommand({
              SourceRegion: access.region,
              SourceImageId: source.id,
              Name: wanted.name,
              ...(KmsKeyId === undefined ? {} : { Encrypted: true, KmsKeyId }),
              TagSpecifications: specifications(wanted),
            }),
          ),
        wanted.name,
        region,
      ),
    needed: async () => new Map(),
    remove: async ({ id, parts = [] }, region) => {
      try {
        await ec2(region).send(new sdk.DeregisterImageCommand({ ImageId: id }))
      } catch (error) {
        if (!isMissing(error)) return refusalOf(error)
      }
      let refused: Refusal | undefined
      for (const part of parts) refused = (await deleteSnapshot(part, access, region)) ?? refused
      return refused
    },
  }
}
