/** A template of which a deployment is known. */
export interface DeployedStack {
  /** Nothing: it may be any. */
  readonly name?: string
  readonly template: {
    readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>
    readonly Outputs?: Readonly<Record<string, unknown>>
  }
  /** What each resource is called, by its logical id. */
  readonly physicalIds: Readonly<Record<string, string>>
}

export interface Where {
  readonly region: string
  readonly account: string
  /** Every stack of the deployment: what one exports or puts out another may read. */
  readonly stacks: readonly DeployedStack[]
}

/** The last part of an address or ARN. */
const lastOf = (text: string): string => text.split(/[/:]/).at(-1) ?? text

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const arns: Readonly<Record<string, (id: string, where: Where) => string>> = {
  'AWS::DynamoDB::GlobalTable': (id, { region, account }) => `arn:aws:dynamodb:${region}:${account}:table/${id}`,
  'AWS::DynamoDB::Table': (id, { region, account }) => `arn:aws:dynamodb:${region}:${account}:table/${id}`,
  'AWS::ECS::Cluster': (id, { region, account }) => `arn:aws:ecs:${region}:${account}:cluster/${lastOf(id)}`,
  'AWS::Events::EventBus': (id, { region, account }) => `arn:aws:events:${region}:${account}:event-bus/${lastOf(id)}`,
  'AWS::IAM::Role': (id, { account }) => `arn:aws:iam::${account}:role/${id}`,
  'AWS::KMS::Key': (id, { region, account }) => `arn:aws:kms:${region}:${account}:key/${id}`,
  'AWS::Lambda::Function': (id, { region, account }) => `arn:aws:lambda:${region}:${account}:function:${lastOf(id)}`,
  'AWS::Logs::LogGroup': (id, { region, account }) => `arn:aws:logs:${region}:${account}:log-group:${id}:*`,
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id}`,
  // Of a set CloudFormation gives `name|id|scope`. CloudFront's are in us-east-1, and called global.
  'AWS::WAFv2::IPSet': (physical, { region, account }) => {
    const [name, id, scope] = physical.split('|')
    const place = scope === 'CLOUDFRONT' ? `us-east-1:${account}:global` : `${region}:${account}:regional`
    return `arn:aws:wafv2:${place}/ipset/${name}/${id}`
  },
  'AWS::SQS::Queue': (id, { region, account }) => `arn:aws:sqs:${region}:${account}:${lastOf(id)}`,
}

type Intrinsic = readonly [name: string, argument: unknown]

const intrinsicOf = (value: object): Intrinsic | undefined => {
  const [entry, ...others] = Object.entries(value)
  return entry && others.length === 0 && (entry[0] === 'Ref' || entry[0].startsWith('Fn::')) ? entry : undefined
}

/**
 * Fills in what a template leaves to CloudFormation, as far as policies have it. What cannot be known becomes a text that names
 * it and that no call matches.
 */
export const resolveIn = (stack: DeployedStack, where: Where): ((value: unknown) => unknown) => {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': where.region,
    'AWS::AccountId': where.account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  }
  const reference = (id: string): string => pseudo[id] ?? stack.physicalIds[id] ?? `unknown:${id}`
  const attribute = (id: string, name: string): string => {
    const [physical, type = ''] = [stack.physicalIds[id], stack.template.Resources[id]?.Type]
    if (type === 'AWS::WAFv2::IPSet' && name === 'Id' && physical !== undefined)
      return physical.split('|')[1] ?? physical
    const arn = name === 'Arn' && physical !== undefined ? arns[type]?.(physical, where) : undefined
    return arn ?? `unknown:${id}.${name}`
  }
  const imported = (name: string): unknown => {
    for (const other of where.stacks)
      for (const output of Object.values(other.template.Outputs ?? {})) {
        const { Export, Value } = output as { readonly Export?: { readonly Name?: unknown }; readonly Value?: unknown }
        if (Export?.Name === name) return resolveIn(other, where)(Value)
      }
    return `unknown:${name}`
  }
  const readOutput = (stackName: string, name: string): unknown => {
    for (const other of where.stacks) {
      if (other.name !== undefined && other.name !== stackName) continue
      const output = other.template.Outputs?.[name] as { readonly Value?: unknown } | undefined
      if (output) return resolveIn(other, where)(output.Value)
    }
    return `unknown:${name}`
  }
  const substituted = (argument: unknown): string => {
    const [text, own] = Array.isArray(argument) ? argument : [argument, {}]
    return String(text).replace(/\$\{([^}!]+)\}/g, (_, name: string) => {
      if (Object.hasOwn(own, name)) return String(resolve(own[name]))
      const [id = '', part] = name.split('.')
      return part === undefined ? reference(name) : attribute(id, part)
    })
  }
  const compute = ([name, argument]: Intrinsic): unknown => {
    if (name === 'Ref') return reference(String(argument))
    if (name === 'Fn::ImportValue') return imported(String(resolve(argument)))
    if (name === 'Fn::GetStackOutput') {
      const { StackName, OutputName } = argument as Readonly<Record<string, unknown>>
      return readOutput(String(resolve(StackName)), String(OutputName))
    }
    if (name === 'Fn::Sub') return substituted(argument)
    const parts = (Array.isArray(argument) ? argument : [argument]).map(resolve)
    if (name === 'Fn::GetAtt') return attribute(String(parts[0]), String(parts[1]))
    if (name === 'Fn::Join') return (parts[1] as readonly unknown[]).join(String(parts[0]))
    if (name === 'Fn::Split') return String(parts[1]).split(String(parts[0]))
    if (name === 'Fn::Select') return (parts[1] as readonly unknown[])[Number(parts[0])]
    return `unknown:${name}`
  }
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve)
    if (typeof value !== 'object' || value === null) return value
    const intrinsic = intrinsicOf(value)
    if (intrinsic) return compute(intrinsic)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]))
  }
  return resolve
}
