import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import type { Config } from '../../../shared/config/schema.ts'
import { instanceActionIn } from '../../../shared/instance-actions.ts'
import { askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem, warning } from '../finding.ts'

interface ServiceLinkedRole {
  readonly service: string
  readonly role: string
  readonly when: (config: Config) => boolean
  /** A deployment can fail without it, because AWS makes it at the same time as what needs it. */
  readonly first?: true
  /** What does not work without it, where AWS does not make it by itself. */
  readonly means?: string
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html and the services' own pages */
export const serviceLinkedRoles: readonly ServiceLinkedRole[] = [
  {
    service: 'ecs.amazonaws.com',
    role: 'AWSServiceRoleForECS',
    when: ({ jobs, estate }) => jobs !== undefined || estate?.web !== undefined,
    first: true,
  },
  {
    service: 'elasticloadbalancing.amazonaws.com',
    role: 'AWSServiceRoleForElasticLoadBalancing',
    when: ({ estate }) => estate?.web !== undefined,
  },
  {
    service: 'ecs.application-autoscaling.amazonaws.com',
    role: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
    when: ({ estate }) => estate?.web !== undefined,
  },
  {
    service: 'rds.amazonaws.com',
    role: 'AWSServiceRoleForRDS',
    when: ({ estate }) => estate?.database !== undefined,
  },
  {
    service: 'elasticache.amazonaws.com',
    role: 'AWSServiceRoleForElastiCache',
    when: ({ estate }) => estate?.cache !== undefined,
  },
  {
    // Nothing needs it to be deployed, and without it the alarm acts on nothing. A recovery goes without.
    service: 'events.amazonaws.com',
    role: 'AWSServiceRoleForCloudWatchEvents',
    when: ({ alerts }) =>
      Object.values(alerts.alarms)
        .map(instanceActionIn)
        .some((action) => action !== undefined && action !== 'recover'),
    means: 'EC2 stops, terminates and reboots no instance for an alarm.',
  },
]

const neededBy = (config: Config): ServiceLinkedRole[] => serviceLinkedRoles.filter(({ when }) => when(config))

/** Whether the roles are there that services of AWS act by in the account. */
export const roles = defineCheck({
  name: 'service-linked-roles',
  about: 'which service-linked roles the account has',
  when: (config) => neededBy(config).length > 0,
  ask: ({ config, connect, call }) =>
    Promise.all(
      neededBy(config).map(async (each) => ({
        ...each,
        isThere:
          (await askFor('iam:GetRole', /^NoSuchEntity/, () =>
            connect(IAMClient, config.region).send(new GetRoleCommand({ RoleName: each.role }), call),
          )) !== undefined,
      })),
    ),
  decide: (seen) =>
    seen.map(({ service, role, isThere, first, means }) => {
      const fix = `aws iam create-service-linked-role --aws-service-name ${service}`
      if (isThere) return ok(`${role} is there.`)
      const found = `There is no ${role}.`
      if (means !== undefined) return problem(found, means, fix)
      return first
        ? problem(
            found,
            'The first cluster or service can fail, because it may come before AWS has made the role.',
            fix,
          )
        : warning(found, 'AWS makes it when it is first needed, if whoever deploys may create it.', fix)
    }),
})
