/** A change that no test can notice, because it changes nothing that anybody could see. */
export interface Exception {
  readonly file: string
  /** The line as it stands, without the spaces around it. */
  readonly code: string
  /** As the run prints it, such as `< → <=`. */
  readonly name: string
  readonly reason: string
}

export const exceptions: readonly Exception[] = []
