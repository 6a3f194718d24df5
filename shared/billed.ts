/** What AWS bills of a deployment by use. */
export interface Billed {
  /** Each function, and its memory in MiB. */
  readonly functions: readonly { readonly name: string; readonly memory: number }[]
  /** How many alarms of one metric there are. */
  readonly alarms: number
}
