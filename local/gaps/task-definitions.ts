import type { Properties } from './rules.ts'

type Resource = { readonly Type: string; readonly Properties?: Properties }

const apiName = (name: string): string => `${name[0]?.toLowerCase()}${name.slice(1)}`

const spelled = (list: unknown): unknown =>
  Array.isArray(list)
    ? list.map((item: object) => Object.fromEntries(Object.entries(item).map(([key, value]) => [apiName(key), value])))
    : list

const spellContainer = (container: Properties): Properties => ({
  ...container,
  ...(container.EnvironmentFiles ? { EnvironmentFiles: spelled(container.EnvironmentFiles) } : {}),
  ...(container.Secrets ? { Secrets: spelled(container.Secrets) } : {}),
})

/**
 * Spells what a container's files and secrets hold as ECS's API does: the emulator's CloudFormation turns only the names of
 * other lists, so that a task would find neither.
 */
export const spellTaskDefinitions = <Each extends Resource>(
  resources: Readonly<Record<string, Each>>,
): Record<string, Each> =>
  Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => {
      const containers = resource.Properties?.ContainerDefinitions
      if (resource.Type !== 'AWS::ECS::TaskDefinition' || !Array.isArray(containers)) return [logicalId, resource]
      const ContainerDefinitions = containers.map(spellContainer)
      return [logicalId, { ...resource, Properties: { ...resource.Properties, ContainerDefinitions } }]
    }),
  )
