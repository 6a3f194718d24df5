import type { ECSClient } from '@aws-sdk/client-ecs'
import { clientOptions } from '../../../shared/aws.ts'
import { makeGlance } from '../../../shared/glance.ts'
import type { Facts, Look, TaskPlace } from './facts.ts'
import { lookAtTask } from './probe/task.ts'

/** Looks at what is around a task. It never throws and is back in a few seconds: what it could not see it says. */
export interface Surroundings {
  readonly lookAt: (place: TaskPlace, looks: readonly Look[]) => Promise<Facts>
}

// Their clients are large and seldom needed.
const network = () => import('./probe/network.ts')
const rights = () => import('./probe/rights.ts')
const files = () => import('./probe/files.ts')

/**
 * AWS itself, asked for no longer than `withinMs` in all. It needs ecs:DescribeTasks and ecs:DescribeTaskDefinition; for
 * `network` ec2:Describe… of subnets, VPCs and their attributes, route tables, endpoints, interfaces, security groups and network ACLs;
 * for `rights` iam:SimulatePrincipalPolicy on the execution role; for `files` s3:ListBucket on their buckets.
 */
export const awsSurroundings = (ecs: ECSClient, withinMs = 3_000): Surroundings => ({
  lookAt: async (place, looks) => {
    const { glance, unseen } = makeGlance(withinMs)
    const region = await ecs.config.region()
    const options = { ...clientOptions, region, maxAttempts: 2 }
    const { needs, subnet } = await lookAtTask(place, region, glance, ecs)
    const own = subnet === undefined ? place.network : { ...place.network, subnets: [subnet] }
    const [around, allowed, found] = await Promise.all([
      looks.includes('network')
        ? network().then(({ lookAtNetwork }) => lookAtNetwork(own, region, glance, options, needs?.fileSystems))
        : { networks: [] },
      needs && looks.includes('rights')
        ? rights().then(({ lookAtRights }) => lookAtRights(needs, glance, options))
        : undefined,
      needs && looks.includes('files')
        ? files().then(({ lookAtFiles }) => lookAtFiles(needs.files, glance, options))
        : [],
    ])
    return { region, needs, ...around, rights: allowed, files: found, unseen }
  },
})
