/** What ECS says of a stopped task, as far as a verdict needs it. Texts are cut, joined and repeated by ECS. */
export interface StoppedTask {
  readonly stopCode?: string | undefined
  readonly stoppedReason?: string | undefined
  readonly containers: readonly {
    readonly name: string
    readonly exitCode?: number | undefined
    readonly reason?: string | undefined
  }[]
  /** CPU units, and MiB: the size that the task had. */
  readonly cpu?: number | undefined
  readonly memory?: number | undefined
}
