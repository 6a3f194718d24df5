import type { StackTemplate } from '../../infra/limits/template.ts'
import type { TemplateResource } from '../../infra/limits/worst-case.ts'
import { nameOf } from './changes.ts'
import type { Synthesised } from './templates.ts'

/** A text of a resource that is another's name, and nothing that makes the one wait for the other. */
export interface Repeat {
  readonly stack: string
  /** Logical id and path: `Function.Environment.Variables.CLUSTER`. */
  readonly property: string
  readonly name: string
  /** Stack and logical id of the resource that has the name. */
  readonly of: string
}

interface Named {
  readonly stack: string
  readonly id: string
  readonly name: string
}

/** Nothing is asked for by the name of a dashboard. */
const unasked = new Set(['AWS::CloudWatch::Dashboard'])

/** Words for people, and what nothing is looked up in: IAM takes policies of roles about things that are not there. */
const unread = /(^|\.)((Alarm)?Description|Comment|DashboardBody(\..*)?)$/
const policies = new Set(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'])

type Resource = TemplateResource & { readonly DependsOn?: string | readonly string[] }

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce((inside, key) => (inside as Readonly<Record<string, unknown>> | undefined)?.[key], value)

const namesIn = ({ templates }: Synthesised): Named[] =>
  Object.entries(templates).flatMap(([stack, { Resources = {} }]) =>
    Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
      const name = nameOf[Type] && !unasked.has(Type) && at(Properties, nameOf[Type])
      return typeof name === 'string' ? [{ stack, id, name }] : []
    }),
  )

/** Every text in a value, with the path that leads there. What CloudFormation joins is looked at part by part. */
const texts = (value: unknown, path: readonly string[] = []): { readonly path: string; readonly text: string }[] => {
  if (typeof value === 'string') return [{ path: path.join('.'), text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => texts(each, Array.isArray(value) ? path : [...path, key]))
}

const references = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'Ref') return [String(each)]
    if (key === 'Fn::GetAtt') return [String([each].flat()[0]).split('.')[0] ?? '']
    if (key === 'Fn::Sub') {
      const [text, own] = [each].flat()
      const used = [...String(text).matchAll(/\$\{([^!.}]+)[^}]*\}/g)].map(([, id = '']) => id)
      return [...used, ...references(own)]
    }
    return references(each)
  })
}

/** Ids of what CloudFormation makes before a resource, and the resource itself. */
const before = ({ Resources = {} }: StackTemplate, id: string, seen = new Set<string>()): ReadonlySet<string> => {
  const resource: Resource | undefined = Resources[id]
  if (!resource || seen.has(id)) return seen
  seen.add(id)
  for (const next of [...[resource.DependsOn ?? []].flat(), ...references(resource.Properties)])
    before({ Resources }, next, seen)
  return seen
}

/** Whether a text is a name: all of it, or a part of an ARN or an address. */
const means = (text: string, name: string): boolean => {
  for (let from = text.indexOf(name); from >= 0; from = text.indexOf(name, from + 1))
    if (/^$|[:/]/.test(text.charAt(from - 1)) && /^$|[:/]/.test(text.charAt(from + name.length))) return true
  return false
}

/** A stack and all that it waits for. */
const withEarlier = (stack: string, after: Synthesised['after'], seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(stack)) return seen
  seen.add(stack)
  for (const next of after[stack] ?? []) withEarlier(next, after, seen)
  return seen
}

/**
 * Properties that say another resource's name as text, so that CloudFormation does not know that one needs the other: it may
 * make them in any order, and delete what is still in use. The longest name that a text has is the one that is meant.
 */
export const nameRepeats = (synthesis: Synthesised): Repeat[] => {
  const names = namesIn(synthesis).toSorted((one, other) => other.name.length - one.name.length)
  return Object.entries(synthesis.templates).flatMap(([stack, template]) => {
    const earlier = withEarlier(stack, synthesis.after)
    return Object.entries(template.Resources ?? {}).flatMap(([id, { Type, Properties }]) => {
      if (policies.has(Type)) return []
      const known = before(template, id)
      return texts(Properties).flatMap(({ path, text }) => {
        if (path === nameOf[Type] || path === 'Family' || unread.test(path)) return []
        const [longest, ...others] = names.filter(({ name }) => means(text, name))
        if (!longest) return []
        // A service and its cluster may have one name.
        const owners = [longest, ...others.filter(({ name }) => name === longest.name)]
        const isWaitedFor = owners.some((owner) =>
          owner.stack === stack ? known.has(owner.id) : earlier.has(owner.stack),
        )
        return isWaitedFor
          ? []
          : [{ stack, property: `${id}.${path}`, name: longest.name, of: `${longest.stack}/${longest.id}` }]
      })
    })
  })
}
