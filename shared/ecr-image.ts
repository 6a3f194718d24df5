/** Both kinds of ECR's addresses, plain and FIPS. https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html */
const ecrImage =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/

/** Account, region and repository of a private ECR image; undefined for every other image. */
export const ecrParts = (image: string) => {
  const match = ecrImage.exec(image)
  if (!match) return undefined
  const [, account = '', region = '', repository = '', tag, digest] = match
  return { account, region, repository, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest }
}
