/** Why S3 would refuse a whole configuration, by the error that it would answer with. */
export interface Refusal {
  readonly code: 'MalformedXML' | 'InvalidArgument' | 'InvalidRequest'
  /** ID of the rule, or its place where it has none; absent where it is about all of them. */
  readonly rule?: string
  readonly reason: string
}

/** The error and its reason in words. */
export type Fault = readonly [Refusal['code'], string]

/** Classes that lifecycle moves to. */
export const classes = ['STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE']

export const when = (what: string, isWrong: boolean | undefined, code: Refusal['code']): Fault[] =>
  isWrong ? [[code, what]] : []

/** Whether a number of days is one that S3 takes. */
export const isWhole = (value: number | undefined, least: number): boolean =>
  value !== undefined && Number.isInteger(value) && value >= least && value <= 2_147_483_647
