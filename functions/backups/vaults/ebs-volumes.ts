import type { Filter, Snapshot } from '@aws-sdk/client-ec2'
import { allPages } from '../../../shared/all-pages.ts'
import type { VaultAccess } from './access.ts'
import { loadEc2, madeFilters, orNone, oursFilters, selectorFilters, snapshotsBy, usedByImages } from './ec2-read.ts'
import { isMissing, refusalOf } from './refusals.ts'
import { momentOf, tagList, tagsOf } from './shown.ts'
import type { Answer, Seen, Source, Vault } from './vault.ts'

const states: Readonly<Record<string, Seen['state']>> = { completed: 'good', error: 'failed' }

export const seenSnapshot = (snapshot: Snapshot): Seen => {
  const { SnapshotId: id = '', State = '', StateMessage, Progress = '', StartTime, Encrypted = false } = snapshot
  const tags = tagsOf(snapshot.Tags)
  const percent = Number.parseInt(Progress, 10)
  return {
    id,
    state: states[State] ?? 'pending',
    ...(Number.isNaN(percent) ? {} : { percent }),
    ...(StateMessage ? { reason: StateMessage } : {}),
    at: momentOf(tags, StartTime),
    tags,
    encrypted: Encrypted,
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html */
const volumeSource = (id: string, state: string | undefined): Source => {
  if (state === 'available' || state === 'in-use') return { state: 'ready' }
  if (state === undefined || state === 'deleting' || state === 'deleted') return { state: 'gone' }
  return { state: 'busy', reason: `EC2 shows ${id} as ${state}.` }
}

/** Snapshots of ours, as `DeleteSnapshot` answers. One that is gone is deleted. */
export const deleteSnapshot = async (SnapshotId: string, access: VaultAccess, region?: string) => {
  const { sdk, ec2 } = await loadEc2(access)
  try {
    await ec2(region).send(new sdk.DeleteSnapshotCommand({ SnapshotId }))
    return undefined
  } catch (error) {
    return isMissing(error) ? undefined : refusalOf(error)
  }
}

/** Volumes, each by itself. AWS has no names for their snapshots: the tag Name has ours. */
export const ebsVolumes = async (access: VaultAccess): Promise<Vault> => {
  const { sdk, ec2 } = await loadEc2(access)
  const volumes = (question: { readonly VolumeIds?: string[]; readonly Filters?: Filter[] }) =>
    allPages(async (NextToken) => {
      const answer = await ec2().send(new sdk.DescribeVolumesCommand({ ...question, NextToken }))
      return { items: answer.Volumes, next: answer.NextToken }
    })
  const answered = async (ask: () => Promise<{ readonly SnapshotId?: string | undefined }>): Promise<Answer> => {
    try {
      return { id: (await ask()).SnapshotId ?? '' }
    } catch (error) {
      return { refusal: refusalOf(error) }
    }
  }
  return {
    kind: 'ebs-volumes',
    noun: 'ebs-volume',
    service: 'ec2',
    find: async (selector) => {
      const { names = [] } = selector
      const Filters = selectorFilters(selector)
      const found = Filters ? await volumes({ Filters }) : []
      return [...new Set([...names, ...found.flatMap(({ VolumeId }) => VolumeId ?? [])])]
    },
    source: async (id) => {
      const [found] = await orNone(() => volumes({ VolumeIds: [id] }))
      return volumeSource(id, found?.State)
    },
    take: (VolumeId, { name, tags }) =>
      answered(() =>
        ec2().send(
          new sdk.CreateSnapshotCommand({
            VolumeId,
            Description: name,
            TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagList({ ...tags, Name: name }) }],
          }),
        ),
      ),
    made: async (process, name, region) =>
      (await snapshotsBy(madeFilters(process, name), access, region)).map(seenSnapshot)[0],
    show: async (id, region) => {
      const [found] = await orNone(() => snapshotsBy([{ Name: 'snapshot-id', Values: [id] }], access, region))
      return found && seenSnapshot(found)
    },
    list: async (ours, region) => (await snapshotsBy(oursFilters(ours), access, region)).map(seenSnapshot),
    copy: (source, { name, tags }, region, KmsKeyId) =>
      answered(() =>
        ec2(region).send(
          new sdk.CopySnapshotCommand({
            SourceRegion: access.region,
            SourceSnapshotId: source.id,
            Description: name,
            ...(KmsKeyId === undefined ? {} : { Encrypted: true, KmsKeyId }),
            TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagList({ ...tags, Name: name }) }],
          }),
        ),
      ),
    needed: (ids, region) => usedByImages(ids, access, region),
    remove: ({ id }, region) => deleteSnapshot(id, access, region),
  }
}
