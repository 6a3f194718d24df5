import { type Excess, listOf, type Measured, ofType, over, page } from './template.ts'
import { worstCase, worstText } from './worst-case.ts'

const bytesOf = (text: string): number => Buffer.byteLength(text)

const functionExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::Lambda::Function').flatMap(([, { Properties }]) =>
    over({
      what: `the environment of the function ${String(worstCase(Properties?.FunctionName, where))}`,
      is: bytesOf(worstText((Properties?.Environment as { Variables?: unknown } | undefined)?.Variables ?? {}, where)),
      most: 4_096,
      unit: 'bytes',
      source: page('lambda/latest/dg/gettingstarted-limits.html'),
    }),
  )

const taskExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::ECS::TaskDefinition').flatMap(([, { Properties }]) =>
    over({
      what: `the task definition ${String(worstCase(Properties?.Family, where))}`,
      is: bytesOf(worstText(Properties, where)),
      most: 65_536,
      unit: 'bytes',
      source: page('AmazonECS/latest/developerguide/service-quotas.html'),
    }),
  )

const tagExcesses = ({ resources }: Measured): Excess[] => {
  const most = Math.max(0, ...Object.values(resources).map((resource) => listOf(resource, 'Tags').length))
  return over({
    what: 'a resource',
    is: most,
    most: 50,
    unit: 'tags',
    source: page('tag-editor/latest/userguide/best-practices-and-strats.html'),
  })
}

const stackExcesses = ({ template, stackName }: Measured): Excess[] => {
  const source = page('AWSCloudFormation/latest/UserGuide/cloudformation-limits.html')
  const count = (part: object | undefined): number => Object.keys(part ?? {}).length
  const what = `the stack ${stackName}`
  return [
    ...over({ what, is: count(template.Resources), most: 500, unit: 'resources', source }),
    ...over({ what, is: count(template.Outputs), most: 200, unit: 'outputs', source }),
    ...over({ what, is: count(template.Parameters), most: 200, unit: 'parameters', source }),
    ...over({ what, is: bytesOf(JSON.stringify(template)), most: 1_000_000, unit: 'bytes of its template', source }),
    ...over({ what: `the name ${stackName}`, is: stackName.length, most: 128, unit: 'characters', source }),
  ]
}

/** Sizes of functions, tasks, tags and the stack itself that are more than AWS takes. */
export const sizeExcesses = (where: Measured): Excess[] => [
  ...stackExcesses(where),
  ...functionExcesses(where),
  ...taskExcesses(where),
  ...tagExcesses(where),
]
