/** The partition of AWS that a region is in. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

/** Bucket and key of an object's ARN. */
export const objectOf = (arn: string): { readonly bucket: string; readonly key: string } => {
  const [bucket = '', ...key] = arn.split(':').slice(5).join(':').split('/')
  return { bucket, key: key.join('/') }
}

/** ARN of an object by its address, `s3://bucket/key`. */
export const objectArn = (address: string, region: string): string =>
  `arn:${partitionOf(region)}:s3:::${address.replace(/^s3:\/\//, '')}`
