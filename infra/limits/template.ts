import type { Surroundings, TemplateResource } from './worst-case.ts'

/** A stack's template as CDK writes it. */
export interface StackTemplate {
  readonly Resources?: Readonly<Record<string, TemplateResource>>
  readonly Outputs?: Readonly<Record<string, unknown>>
  readonly Parameters?: Readonly<Record<string, unknown>>
}

/** A template with what its values are measured by. */
export interface Measured extends Surroundings {
  readonly template: StackTemplate
}

/** Something of a template that is more than AWS takes. */
export interface Excess {
  /** What is too large, as somebody knows it who wrote the config. */
  readonly what: string
  readonly is: number
  readonly most: number
  /** Of what there are so many. */
  readonly unit: string
  /** The page of AWS that says so. */
  readonly source: string
  /** What to do. Default: make the config's lists shorter. */
  readonly fix?: string
}

/** A page of AWS's documentation. */
export const page = (path: string): string => `https://docs.aws.amazon.com/${path}`

/** The excess, where it is one. */
export const over = (excess: Excess): Excess[] => (excess.is > excess.most ? [excess] : [])

/** Resources of a type, by their logical ids. */
export const ofType = ({ resources }: Surroundings, type: string): [string, TemplateResource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type)

/** A property of a resource, where it is a list. */
export const listOf = (resource: TemplateResource, property: string): readonly unknown[] => {
  const value = resource.Properties?.[property]
  return Array.isArray(value) ? value : []
}

/** The logical id that a value refers to. */
export const targetOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { Ref, 'Fn::GetAtt': attribute } = value as { readonly Ref?: unknown; readonly 'Fn::GetAtt'?: unknown }
  if (typeof Ref === 'string') return Ref
  return Array.isArray(attribute) ? String(attribute[0]) : undefined
}

/** A value inside a resource's properties: `DashboardBody`, `KeyGroupConfig.Items`. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce((inside, key) => (inside as Readonly<Record<string, unknown>> | undefined)?.[key], value)

/** How many entries a value has, where it is a list; one where it is anything else that is there. */
export const countOf = (value: unknown): number => (value === undefined ? 0 : Array.isArray(value) ? value.length : 1)
