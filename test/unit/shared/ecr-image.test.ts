import { ecrParts } from '../../../shared/ecr-image.ts'

const digest = `sha256:${'0'.repeat(64)}`
const parts = { account: '123456789012', region: 'eu-west-1', repository: 'shop/report', digest: undefined }

test.each([
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/report', { ...parts, tag: 'latest' }],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/report:v1', { ...parts, tag: 'v1' }],
  [`123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/report@${digest}`, { ...parts, tag: undefined, digest }],
  [`123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/report:v1@${digest}`, { ...parts, tag: 'v1', digest }],
  ['123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/shop/report', { ...parts, tag: 'latest' }],
  ['123456789012.dkr-ecr.eu-west-1.on.aws/shop/report', { ...parts, tag: 'latest' }],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/shop/report', { ...parts, region: 'cn-north-1', tag: 'latest' }],
])('%s is in ECR', (image, expected) => {
  expect(ecrParts(image)).toEqual(expected)
})

test.each([
  'alpine',
  'public.ecr.aws/docker/library/alpine:3',
  'ghcr.io/shop/report',
  '12.dkr.ecr.eu-west-1.amazonaws.com/a',
])('%s is not', (image) => {
  expect(ecrParts(image)).toBeUndefined()
})
