import type { Config, ConfigInput } from './schema.ts'

/** What a config may look like before it is known to be well formed: every part may be missing or of another type. */
export type Loose<Part> = Part extends object
  ? { readonly [Key in keyof Part]?: Loose<Part[Key]> | undefined }
  : Part | undefined

/** What one capability checks that no single value of its config shows. */
export interface ConfigChecks {
  /**
   * Faults of a config as it was written, which may not be well formed: references that lead nowhere, schedules that never fire.
   * They are reported together with the faults of single values.
   */
  readonly problems?: (config: Loose<ConfigInput>, now: Date) => readonly string[]
  /** The same where finding them takes a while: before a synthesis. */
  readonly slowProblems?: (config: Loose<ConfigInput>, now: Date) => readonly string[]
  /** What is allowed and probably not meant: at a synthesis. */
  readonly warnings?: (config: Config, now: Date) => readonly string[]
  /** What a synthesis has found out and somebody should read once, such as the holidays of a country. */
  readonly notes?: (config: Config, now: Date) => readonly string[]
}
