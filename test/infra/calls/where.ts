import { type DeployedStack, resolveIn, type Where } from '../../../local/iam/resolve.ts'
import { nameOf } from '../changes.ts'
import type { Synthesised } from '../templates.ts'

/** What CloudFormation would call a resource, where the template does not say; the account's part is a documentation id. */
const madeName = (type: string, id: string, { region, account }: Pick<Where, 'region' | 'account'>): string => {
  if (type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${account}/${id}`
  if (type === 'AWS::SecretsManager::Secret') return `arn:aws:secretsmanager:${region}:${account}:secret:${id}-a1b2c3`
  if (type === 'AWS::SNS::Topic') return `arn:aws:sns:${region}:${account}:${id}`
  return type === 'AWS::S3::Bucket' ? id.toLowerCase() : id
}

/** An id as WAF gives them. */
const setId = '0a1b2c3d-0000-4000-8000-000000000000'

/** Templates as if they were deployed: each resource has a name, the template's own where it has one. */
export const deployedAs = ({ templates }: Synthesised, place: Pick<Where, 'region' | 'account'>): Where => ({
  ...place,
  stacks: Object.entries(templates).map(([name, template]): DeployedStack => {
    const Resources = template.Resources ?? {}
    return {
      name,
      template: { ...template, Resources },
      physicalIds: Object.fromEntries(
        Object.entries(Resources).map(([id, { Type, Properties }]) => {
          if (Type === 'AWS::WAFv2::IPSet') return [id, `${Properties?.Name}|${setId}|${Properties?.Scope}`]
          const name = Properties?.[nameOf[Type] ?? '']
          return [id, typeof name === 'string' ? name : madeName(Type, id, place)]
        }),
      ),
    }
  }),
})

/** The environment of a function, with every value resolved. */
export const environmentOf = (where: Where, name: string): Readonly<Record<string, string>> => {
  for (const stack of where.stacks)
    for (const [id, { Properties }] of Object.entries(stack.template.Resources))
      if (stack.physicalIds[id] === name) {
        const { Environment } = (Properties ?? {}) as { readonly Environment?: { readonly Variables?: unknown } }
        return resolveIn(stack, where)(Environment?.Variables ?? {}) as Readonly<Record<string, string>>
      }
  throw new RangeError(`No function ${name}`)
}
