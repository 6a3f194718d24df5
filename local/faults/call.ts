/** How a call is spelled on the wire, which is also how its refusal has to be spelled. */
export type Protocol = 'json' | 'query' | 'ec2' | 'rest-json' | 's3' | 'cbor'

/** One call of AWS's API, read from its request. */
export interface Call {
  /** The service as IAM spells it: `sns`, `ecs`, `cloudwatch`, … */
  readonly service: string
  /** The operation of the API: `Publish`, `RunTask`, `PutObject`, … */
  readonly action: string
  readonly region: string
  readonly protocol: Protocol
  /**
   * What is asked for, as far as it can be read without a body that streams: the JSON of a JSON protocol, the flat parameters of
   * the query protocol, what the path names (`FunctionName`, `Bucket`, `Key`) and, for S3, the query and the headers in lower case.
   */
  readonly input: Readonly<Record<string, unknown>>
  /** Who calls: the function's name where it has an address of its own. */
  readonly caller?: string | undefined
}

/** One thing that IAM is asked for a call: some calls ask for several. */
export interface Ask {
  /** `service:Action` as a policy spells it. */
  readonly action: string
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string
  /** The condition keys that policies may look at, beside the global ones. */
  readonly conditions?: Readonly<Record<string, readonly string[]>>
}

/** Where a call is made, for the ARNs of what it names. */
export interface Place {
  readonly account: string
  readonly region: string
}

/** A text of the input, or nothing where it is not one. */
export const textOf = (input: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = input[name]
  return typeof value === 'string' ? value : undefined
}

/** An ARN in the place of the call; one that is given as an ARN stays as it is. */
export const arnOf = (service: string, { region, account }: Place, name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:${service}:${region}:${account}:${name}`
