import type { Stack } from 'aws-cdk-lib'
import { CfnSecurityGroupIngress, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2'
import type * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { JobConfig, JobsConfig } from '../../../shared/config/jobs/schema.ts'
import { knownMounts } from '../../../shared/reach/estate/volumes.ts'
import { nfsPort } from '../../../shared/reach/nfs-port.ts'

/** The role of a job that names none and mounts file systems: it may use them, through their access points alone, and nothing else. */
export const volumeRole = (stack: Stack, name: string, { volumes }: JobConfig): iam.IRole => {
  const role = new iam.Role(stack, `JobTaskRole-${name}`, {
    description: `Tasks of the job ${name}: they may use its file systems`,
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
  })
  for (const { fileSystem, accessPoint, readOnly } of Object.values(volumes)) {
    const arn = (resource: string, resourceName: string): string =>
      stack.formatArn({ service: 'elasticfilesystem', resource, resourceName })
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['elasticfilesystem:ClientMount', ...(readOnly ? [] : ['elasticfilesystem:ClientWrite'])],
        resources: [arn('file-system', fileSystem)],
        ...(accessPoint
          ? { conditions: { StringEquals: { 'elasticfilesystem:AccessPointArn': arn('access-point', accessPoint) } } }
          : {}),
      }),
    )
  }
  return role
}

/** Has the container of a job see its file systems, encrypted on the way and allowed by IAM. */
export const mountVolumes = (
  definition: ecs.FargateTaskDefinition,
  container: ecs.ContainerDefinition,
  { volumes }: JobConfig,
): void => {
  for (const [name, { fileSystem, path, accessPoint, readOnly }] of Object.entries(volumes)) {
    definition.addVolume({
      name,
      efsVolumeConfiguration: {
        fileSystemId: fileSystem,
        transitEncryption: 'ENABLED',
        authorizationConfig: { iam: 'ENABLED', ...(accessPoint ? { accessPointId: accessPoint } : {}) },
      },
    })
    container.addMountPoints({ sourceVolume: name, containerPath: path, readOnly })
  }
}

/** Lets the tasks of jobs into the mount targets whose security groups the config names: a rule in each, and nothing else of them is changed. */
export const letIntoFiles = (stack: Stack, jobs: JobsConfig, tasks: ISecurityGroup): void => {
  for (const group of new Set(knownMounts({ jobs }).flatMap(({ groups }) => groups)))
    new CfnSecurityGroupIngress(stack, `JobsToFiles-${group}`, {
      groupId: group,
      sourceSecurityGroupId: tasks.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: nfsPort,
      toPort: nfsPort,
      description: 'Tasks of jobs to mount targets of EFS',
    })
}
