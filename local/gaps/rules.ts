/** A CloudFormation value: text, number, list, object, or an intrinsic function such as `{ Ref: … }`. */
export type Value = unknown
export type Properties = Readonly<Record<string, Value>>

/** One call to the emulator's API. */
export type Call = {
  /** How the service wants its parameters: EC2's query, the others' query, JSON with a target, or XML. */
  readonly style: 'ec2' | 'query' | 'json' | 'xml'
  /** Name of the service in signatures. */
  readonly service: string
  /** Action, JSON target or XML root. */
  readonly action: string
  readonly version?: string
  readonly path?: string
  readonly parameters: Properties
}

/**
 * What stands in for a resource. `{Name}` in a text is what the answer to a call, or else the first call's parameters,
 * hold under that name.
 */
export type StandIn = {
  /** In order. The parameters of those after the first may name the answers before. None: nothing is made. */
  readonly calls: readonly Call[]
  /** What `Ref` gives. */
  readonly identifier: string
  /** What `Fn::GetAtt` gives: a text, or an intrinsic function that makes one. */
  readonly attributes?: Properties
}

export type Rule = {
  /** For the report: the call that is made, or why there is none. */
  readonly how: string
  /** Which resources of the type it is for. Default: all. */
  readonly when?: (properties: Properties) => boolean
  readonly standIn: (properties: Properties, logicalId: string) => StandIn
}

/** The given properties, under other names where `renamed` says so; what is absent is left out. */
export const pick = (
  properties: Properties,
  names: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): Properties =>
  Object.fromEntries(
    [...names.map((name) => [name, name] as const), ...Object.entries(renamed)].flatMap(([from, to]) =>
      properties[from] === undefined ? [] : [[to, properties[from]]],
    ),
  )

/** Keeps numbers and booleans what they are: CloudFormation hands them to a custom resource as text. */
export const typed = (value: Value): Value => {
  if (typeof value === 'number' || typeof value === 'boolean') return { $typed: JSON.stringify(value) }
  if (Array.isArray(value)) return value.map(typed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, typed(part)]))
}

/** The value as JSON in a text, for parameters that are documents. */
export const asText = (value: Value): Value => ({ $text: typed(value) })

export const ec2 = (action: string, parameters: Properties): Call => ({
  style: 'ec2',
  service: 'ec2',
  action,
  version: '2016-11-15',
  parameters,
})

export const json = (service: string, action: string, parameters: Properties): Call => ({
  style: 'json',
  service,
  action,
  parameters: typed(parameters) as Properties,
})

/** A rule for a type whose service the emulator does not have: nothing is made, and references to it still resolve. */
export const nothing = (why: string, ...attributes: readonly string[]): Rule => ({
  how: `nothing: ${why}`,
  standIn: (_, logicalId) => ({
    calls: [],
    identifier: `${logicalId}-stand-in`,
    attributes: Object.fromEntries(attributes.map((name) => [name, `${logicalId}-stand-in`])),
  }),
})
