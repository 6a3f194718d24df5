/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<
    Record<string, { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } }>
  >
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>
}

export interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

/** A stack that is deployed, or would be. */
export interface StackTemplate {
  readonly name: string
  readonly region: string
  readonly template: Template
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined

export interface Resolver {
  /** A value as a text: of a resource its id, `stack/LogicalId`. @returns nothing where only AWS knows it */
  readonly text: (stack: StackTemplate, value: unknown) => string | undefined
  /** The same of a list. What is not known is left out of it. */
  readonly texts: (stack: StackTemplate, value: unknown) => readonly string[]
  /** The same of ids that decide about a way: what is not known stays in it, as `unknownId`. */
  readonly ids: (stack: StackTemplate, value: unknown) => readonly string[]
}

/** Stands for what only AWS knows: nothing of that name is in a model, so that what depends on it is not known. */
export const unknownId = 'something that is not known'

const isNoValue = (value: unknown): boolean => recordOf(value)?.Ref === 'AWS::NoValue'

/** What references mean over all stacks: `Ref`, `Fn::GetAtt`, outputs of other stacks, and texts that are joined of them. */
export const resolverOf = (stacks: readonly StackTemplate[]): Resolver => {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]))

  const output = (value: unknown, depth: number): string | undefined => {
    const { StackName, OutputName } = recordOf(value) ?? {}
    const stack = typeof StackName === 'string' ? byName.get(StackName) : undefined
    return stack && typeof OutputName === 'string'
      ? text(stack, stack.template.Outputs?.[OutputName]?.Value, depth + 1)
      : undefined
  }

  const imported = (stack: StackTemplate, value: unknown, depth: number): string | undefined => {
    const name = text(stack, value, depth + 1)
    // Two names of which neither is known are not the same.
    if (name === undefined) return undefined
    for (const each of stacks)
      for (const { Value, Export } of Object.values(each.template.Outputs ?? {}))
        if (Export?.Name !== undefined && text(each, Export.Name, depth + 1) === name)
          return text(each, Value, depth + 1)
    return undefined
  }

  const reference = (stack: StackTemplate, name: unknown): string | undefined => {
    if (name === 'AWS::Region') return stack.region
    if (name === 'AWS::StackName') return stack.name
    if (typeof name !== 'string') return undefined
    const parameter = stack.template.Parameters?.[name]
    if (parameter) return typeof parameter.Default === 'string' ? parameter.Default : undefined
    return stack.template.Resources?.[name] ? `${stack.name}/${name}` : undefined
  }

  const joined = (stack: StackTemplate, value: unknown, depth: number): string | undefined => {
    const [separator, parts] = Array.isArray(value) ? value : []
    if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined
    const all = parts.map((part) => text(stack, part, depth + 1))
    return all.includes(undefined) ? undefined : all.join(separator)
  }

  const text = (stack: StackTemplate, value: unknown, depth = 0): string | undefined => {
    if (depth > 20) return undefined
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    const [key, inner] = Object.entries(recordOf(value) ?? {})[0] ?? []
    switch (key) {
      case 'Ref':
        return reference(stack, inner)
      case 'Fn::GetAtt': {
        const [name, attribute] = typeof inner === 'string' ? inner.split('.') : Array.isArray(inner) ? inner : []
        const id = reference(stack, name)
        return id !== undefined && attribute === 'DefaultSecurityGroup' ? `${id}.DefaultSecurityGroup` : id
      }
      case 'Fn::GetStackOutput':
        return output(inner, depth)
      case 'Fn::ImportValue':
        return imported(stack, inner, depth)
      case 'Fn::Join':
        return joined(stack, inner, depth)
      case 'Fn::Sub':
        return typeof inner === 'string' && !inner.includes('${') ? inner : undefined
      default:
        return undefined
    }
  }

  return {
    text: (stack, value) => text(stack, value),
    texts: (stack, value) => (Array.isArray(value) ? value.flatMap((each) => text(stack, each) ?? []) : []),
    ids: (stack, value) => {
      if (value === undefined || isNoValue(value)) return []
      if (!Array.isArray(value)) return [unknownId]
      return [...new Set(value.flatMap((each) => (isNoValue(each) ? [] : (text(stack, each) ?? unknownId))))]
    },
  }
}

/** A resource with its properties resolved as they are asked for. */
export interface ReadResource {
  readonly id: string
  readonly type: string
  readonly stack: StackTemplate
  readonly raw: (property: string) => unknown
  readonly text: (property: string) => string | undefined
  readonly texts: (property: string) => readonly string[]
  readonly ids: (property: string) => readonly string[]
  readonly flag: (property: string) => boolean | undefined
  readonly number: (property: string) => number | undefined
  /** The items of a list of objects, each to be asked in the same way. */
  readonly items: (property: string) => readonly ReadResource[]
  /** An object below it. */
  readonly part: (property: string) => ReadResource
}

const reading = (
  resolver: Resolver,
  stack: StackTemplate,
  id: string,
  type: string,
  properties: unknown,
): ReadResource => {
  const all = recordOf(properties) ?? {}
  const text = (property: string) => resolver.text(stack, all[property])
  const number = (property: string): number | undefined => {
    const value = Number(text(property) ?? Number.NaN)
    return Number.isNaN(value) ? undefined : value
  }
  return {
    id,
    type,
    stack,
    raw: (property) => all[property],
    text,
    texts: (property) => resolver.texts(stack, all[property]),
    ids: (property) => resolver.ids(stack, all[property]),
    flag: (property) => {
      const value = text(property)
      return value === undefined ? undefined : value === 'true'
    },
    number,
    items: (property) => {
      const list = all[property]
      return Array.isArray(list) ? list.map((each) => reading(resolver, stack, id, type, each)) : []
    },
    part: (property) => reading(resolver, stack, id, type, all[property]),
  }
}

/** Every resource of all stacks. */
export const resourcesOf = (stacks: readonly StackTemplate[]): ReadResource[] => {
  const resolver = resolverOf(stacks)
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources ?? {}).map(([name, { Type, Properties }]) =>
      reading(resolver, stack, `${stack.name}/${name}`, Type, Properties),
    ),
  )
}
