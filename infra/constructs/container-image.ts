import { Stack } from 'aws-cdk-lib'
import * as ecr from 'aws-cdk-lib/aws-ecr'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import type { Construct } from 'constructs'

const ecrImage = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?:[:@](.+))?$/

/** Whether an image lies in a private ECR repository, so that a pull needs permission. */
export const isPrivateImage = (image: string): boolean => ecrImage.test(image)

/** An image of a private ECR repository with the permission to pull it, or a public image as it is. */
export const imageOf = (scope: Construct, image: string): ecs.ContainerImage => {
  const [, account, region, repositoryName, tagOrDigest] = ecrImage.exec(image) ?? []
  if (account === undefined || region === undefined || repositoryName === undefined)
    return ecs.ContainerImage.fromRegistry(image)
  const repositoryArn = Stack.of(scope).formatArn({
    service: 'ecr',
    region,
    account,
    resource: 'repository',
    resourceName: repositoryName,
  })
  const repository = ecr.Repository.fromRepositoryAttributes(scope, 'Image', { repositoryArn, repositoryName })
  return ecs.ContainerImage.fromEcrRepository(repository, tagOrDigest)
}
