import type { StatusContribution } from './check.ts'

export const lifecycleStatus: StatusContribution = {
  outputs: ({ lifecycle }) => (lifecycle ? ['LifecycleFunction'] : []),
}
