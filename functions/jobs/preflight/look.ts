import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr'
import { DescribeClustersCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Connect } from '../../../shared/connect.ts'
import { ecrParts } from '../../../shared/ecr-image.ts'
import { errorName } from '../../../shared/errors.ts'
import type { Glance } from '../../../shared/glance.ts'
import type { TaskNeeds } from '../surroundings/needs.ts'
import type { RoleFacts } from './roles.ts'
import type { Thing } from './things.ts'

/** Answers that say that something is not there. */
const absences =
  /^(ImageNotFound|RepositoryNotFound|ResourceNotFound|ParameterNotFound|NoSuchEntity|ClientException|ClusterNotFound)/

/** `missing` where AWS says that it is not there, or `isThere` says so; `unknown` where AWS does not say. */
const stateOf = async <Answer>(
  glance: Glance,
  what: string,
  ask: (send: { readonly abortSignal: AbortSignal }) => Promise<Answer>,
  isThere: (answer: Answer) => boolean,
): Promise<Thing['state']> => {
  const state = await glance(what, async (send) => {
    try {
      return isThere(await ask(send)) ? 'there' : 'missing'
    } catch (error) {
      if (absences.test(errorName(error))) return 'missing'
      throw error
    }
  })
  return state ?? 'unknown'
}

const regionOf = (arn: string): { readonly region: string } => ({ region: arn.split(':')[3] ?? '' })

/** Whether the cluster and the family of a job can run a task. */
export const lookAtEcs = (cluster: string, family: string, glance: Glance, connect: Connect): Promise<Thing[]> => {
  const ecs = connect(ECSClient)
  const redeploy = 'Deploy again, or name another one in the config.'
  return Promise.all([
    stateOf(
      glance,
      `the cluster ${cluster}`,
      (send) => ecs.send(new DescribeClustersCommand({ clusters: [cluster] }), send),
      ({ clusters }) => clusters?.[0]?.status === 'ACTIVE',
    ).then((state) => ({ check: 'cluster', what: `the active cluster ${cluster}`, state, fix: redeploy }) as const),
    stateOf(
      glance,
      `the task definition ${family}`,
      (send) => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }), send),
      ({ taskDefinition }) => taskDefinition?.status === 'ACTIVE',
    ).then(
      (state) =>
        ({ check: 'task-definition', what: `an active task definition ${family}`, state, fix: redeploy }) as const,
    ),
  ])
}

const imageThing = async (image: string, glance: Glance, connect: Connect): Promise<Thing> => {
  const thing = { check: 'image', what: `the image ${image}` } as const
  const parts = ecrParts(image)
  const fix = 'Push it, or name a tag that exists.'
  // A registry of others, which may want a sign-in of its own.
  if (!parts) return { ...thing, state: 'unknown', fix, lookWith: `docker manifest inspect ${image}` }
  const { account, region, repository, tag, digest } = parts
  const client = connect(ECRClient, { region })
  const imageIds = [digest === undefined ? { imageTag: tag } : { imageDigest: digest }]
  const state = await stateOf(
    glance,
    thing.what,
    (send) =>
      client.send(new DescribeImagesCommand({ registryId: account, repositoryName: repository, imageIds }), send),
    ({ imageDetails = [] }) => imageDetails.length > 0,
  )
  return { ...thing, state, fix }
}

/** Whether images, log groups, secrets and parameters of a task are there. No value of a secret is read. */
export const lookAtThings = (needs: TaskNeeds, glance: Glance, connect: Connect): Promise<Thing[]> =>
  Promise.all([
    ...needs.images.map((image) => imageThing(image, glance, connect)),
    ...needs.logs.map(async ({ group, region }): Promise<Thing> => {
      const client = connect(CloudWatchLogsClient, { region })
      const state = await stateOf(
        glance,
        `the log group ${group}`,
        (send) => client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }), send),
        ({ logGroups = [] }) => logGroups.some(({ logGroupName }) => logGroupName === group),
      )
      return {
        check: 'logs',
        what: `the log group ${group}`,
        state,
        fix: `Make it: aws logs create-log-group --log-group-name ${group}`,
      }
    }),
    ...needs.secrets.map(async (SecretId): Promise<Thing> => {
      const client = connect(SecretsManagerClient, regionOf(SecretId))
      const state = await stateOf(
        glance,
        `the secret ${SecretId}`,
        (send) => client.send(new DescribeSecretCommand({ SecretId }), send),
        // One that is to be deleted gives its value to nobody.
        ({ DeletedDate }) => DeletedDate === undefined,
      )
      return { check: 'secrets', what: `the secret ${SecretId}`, state, fix: 'Make it, or name another one.' }
    }),
    ...needs.parameters.map(async (arn): Promise<Thing> => {
      const name = arn.slice(arn.indexOf(':parameter/') + ':parameter'.length)
      const client = connect(SSMClient, regionOf(arn))
      // Written without a slash, a name at the top level has none.
      const names = name.lastIndexOf('/') === 0 ? [name, name.slice(1)] : [name]
      const state = await stateOf(
        glance,
        `the parameter ${name}`,
        (send) =>
          client.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: names }] }), send),
        ({ Parameters = [] }) => Parameters.length > 0,
      )
      return { check: 'secrets', what: `the parameter ${name}`, state, fix: 'Make it, or name another one.' }
    }),
  ])

/** Who may take on the roles of a task. */
export const lookAtRoles = (arns: readonly string[], glance: Glance, connect: Connect): Promise<RoleFacts[]> => {
  const client = connect(IAMClient)
  return Promise.all(
    arns.map(async (arn) => ({
      arn,
      trust: await glance(`the role ${arn}`, async (send) => {
        try {
          const RoleName = arn.slice(arn.lastIndexOf('/') + 1)
          const { Role } = await client.send(new GetRoleCommand({ RoleName }), send)
          return { policy: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '') }
        } catch (error) {
          if (absences.test(errorName(error))) return false
          throw error
        }
      }),
    })),
  )
}
