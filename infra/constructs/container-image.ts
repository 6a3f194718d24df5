import { Validations } from 'aws-cdk-lib'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import { ecrParts } from '../../shared/ecr-image.ts'

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
const pulling = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage']

/**
 * Lets the execution role of a task pull a private image, of any account and region. A key of one's own that encrypts the
 * repository needs nothing more: ECR itself holds the grant on it. The repository of another account must let this one in.
 */
const grantPull = (task: ecs.TaskDefinition, image: string): void => {
  const parts = ecrParts(image)
  if (!parts) return
  const { account, region, repository } = parts
  const repositoryArn = task.stack.formatArn({
    service: 'ecr',
    region,
    account,
    resource: 'repository',
    resourceName: repository,
  })
  const role = task.obtainExecutionRole()
  role.addToPrincipalPolicy(new iam.PolicyStatement({ sid: 'Image', actions: pulling, resources: [repositoryArn] }))
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({ sid: 'SignInToEcr', actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
  )
  Validations.of(task).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ecr:GetAuthorizationToken names no resource. Layers are pulled from the one repository only.',
  })
}

class WrittenImage extends ecs.ContainerImage {
  private readonly image: string

  constructor(image: string) {
    super()
    this.image = image
  }

  override bind(_: unknown, { taskDefinition }: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    grantPull(taskDefinition, this.image)
    return { imageName: this.image }
  }
}

/** An image as the config writes it; with that of a private ECR repository comes the permission to pull it. */
export const imageOf = (image: string): ecs.ContainerImage => new WrittenImage(image)
