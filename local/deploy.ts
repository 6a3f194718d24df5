import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { readAssembly } from './assembly.ts'
import { emulatorAccount } from './emulator.ts'
import { fillGaps } from './emulator-gaps.ts'
import { openLinks } from './gaps/links.ts'
import { fillStackOutputs } from './gaps/stack-outputs.ts'
import { inOrder } from './in-order.ts'
import { deployStack } from './stack.ts'
import { ensureBucket, uploadAsset } from './upload.ts'

export type DeployOptions = {
  /** What `cdk synth` wrote: cdk.out. */
  readonly assemblyDir: string
  readonly endpoint: string
  readonly region: string
  /** Hears what is being done; nothing is silent for more than 3 s. */
  readonly report: (text: string) => void
}

/** Where the filled templates go: the API takes them from a bucket when they are larger than 51,200 bytes. */
const templateBucket = 'nightshift-templates'

/** CDK makes these for references between stacks; nobody else wants them. */
const isForOtherStacks = (output: string): boolean => /^(ExportsOutput|Publish)/.test(output)

const merge = (all: readonly Readonly<Record<string, string>>[]): Record<string, string> => {
  const merged: Record<string, string> = {}
  for (const [name, value] of all.flatMap(Object.entries<string>)) {
    if (isForOtherStacks(name)) continue
    if (merged[name] !== undefined) throw new Error(`Two stacks have an output ${name}: rename one in infra/`)
    merged[name] = value
  }
  return merged
}

/**
 * Deploys a CDK cloud assembly to the emulator: assets and templates into buckets, then each stack as soon as those it
 * depends on are there. A stack that exists is updated. Gives the outputs of all stacks by name.
 * @throws Error naming the stack, each resource that failed, and why.
 */
export const deployAssembly = async (options: DeployOptions): Promise<Record<string, string>> => {
  const { assemblyDir, endpoint, region, report } = options
  const { stacks, assets } = readAssembly(assemblyDir, { account: emulatorAccount, region })
  const client = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  const regions = [...new Set(stacks.map((stack) => stack.region))]
  const cloudFormation = new Map(regions.map((each) => [each, new CloudFormationClient({ ...client, region: each })]))
  try {
    const buckets = new Set([templateBucket, ...assets.map(({ bucket }) => bucket)])
    await Promise.all([...buckets].map((bucket) => ensureBucket(s3, bucket)))
    // One after the other: zipping blocks, and a large asset would hold up the report of all.
    for (const asset of assets) await uploadAsset(s3, asset)
    report(`${assets.length} ${assets.length === 1 ? 'asset' : 'assets'} uploaded`)
    const deployed = new Map<string, Readonly<Record<string, string>>>()
    const outputs = await inOrder(stacks, async (stack) => {
      const { template, turned } = fillGaps(openLinks(fillStackOutputs(stack.template, deployed), endpoint))
      const key = `${stack.name}.json`
      await s3.send(new PutObjectCommand({ Bucket: templateBucket, Key: key, Body: JSON.stringify(template) }))
      if (turned.length > 0)
        report(
          `${stack.name}: ${turned.length} of ${Object.keys(stack.template.Resources).length} resources stood in for`,
        )
      const inItsRegion = cloudFormation.get(stack.region)
      if (!inItsRegion) throw new RangeError(`${stack.name} has no region`)
      const made = await deployStack(inItsRegion, {
        ...stack,
        templateUrl: `${endpoint}/${templateBucket}/${key}`,
        report,
      })
      deployed.set(stack.name, made)
      return made
    })
    return merge(outputs)
  } finally {
    s3.destroy()
    for (const each of cloudFormation.values()) each.destroy()
  }
}
