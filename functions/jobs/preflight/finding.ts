/** One thing that was looked at before a job has to run. */
export interface Finding {
  readonly check:
    | 'cluster'
    | 'task-definition'
    | 'image'
    | 'logs'
    | 'secrets'
    | 'env-file'
    | 'network'
    | 'role'
    | 'schedule'
    /** What the person who asks may look at. */
    | 'access'
  readonly state: 'ok' | 'problem' | 'unknown'
  /** What was found, for a person. */
  readonly what: string
  /** What mends a problem, or how to find out what could not be looked at. */
  readonly fix?: string
}

export type Check = Finding['check']

export const ok = (check: Check, what: string): Finding => ({ check, state: 'ok', what })
export const problem = (check: Check, what: string, fix: string): Finding => ({ check, state: 'problem', what, fix })
export const unknown = (check: Check, what: string, fix?: string): Finding => ({
  check,
  state: 'unknown',
  what,
  ...(fix === undefined ? {} : { fix }),
})
