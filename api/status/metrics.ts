import type { StatusContribution } from './check.ts'

export const metricsStatus: StatusContribution = { outputs: () => ['CollectorFunction'] }
