import { alertsChecks } from './alerts/checks.ts'
import { auditsChecks } from './audits/checks.ts'
import { backupsChecks } from './backups/checks.ts'
import type { ConfigChecks, Loose } from './checks.ts'
import { consoleChecks } from './console/checks.ts'
import { estateChecks } from './estate/checks.ts'
import { pathText } from './explain.ts'
import { firewallChecks } from './firewall/checks.ts'
import { hoursChecks } from './hours/checks.ts'
import { jobsChecks } from './jobs/checks.ts'
import { lifecycleChecks } from './lifecycle/checks.ts'
import { metricsChecks } from './metrics/checks.ts'
import { regionProblems, regionWarnings } from './regions.ts'
import type { Config, ConfigInput } from './schema.ts'
import { thumbnailsChecks } from './thumbnails/checks.ts'
import { trailChecks } from './trail/checks.ts'

/** A line for each capability. */
const contributions: readonly ConfigChecks[] = [
  alertsChecks,
  jobsChecks,
  estateChecks,
  lifecycleChecks,
  metricsChecks,
  hoursChecks,
  firewallChecks,
  auditsChecks,
  backupsChecks,
  consoleChecks,
  thumbnailsChecks,
  trailChecks,
]

/**
 * Own keys named `__proto__`, at any depth. zod leaves them out without a word, so a name that somebody refers to would
 * be gone; in an object literal JavaScript itself reads them as something else.
 */
const protoProblems = (value: unknown, path: PropertyKey[] = []): string[] => {
  // No config is deeper; what is, may go round in a circle.
  if (typeof value !== 'object' || value === null || path.length > 20) return []
  return Object.keys(value).flatMap((key) =>
    key === '__proto__'
      ? [`${pathText([...path, key])}: "__proto__" is not a name; expected any other`]
      : protoProblems((value as Readonly<Record<string, unknown>>)[key], [
          ...path,
          Array.isArray(value) ? Number(key) : key,
        ]),
  )
}

/**
 * Faults that no single value shows. It reads the config as it was written, so that these are reported together with the faults
 * of single values.
 */
export const crossCheck = (input: unknown, now: Date): string[] => {
  if (typeof input !== 'object' || input === null) return []
  const config = input as Loose<ConfigInput>
  return [
    ...protoProblems(input),
    ...regionProblems(config),
    ...contributions.flatMap((each) => each.problems?.(config, now) ?? []),
  ]
}

/** Further faults of a config as it was written, which take a while to find. What cannot be read hides nothing of the rest. */
export const slowProblems = (input: unknown, now: Date): string[] =>
  typeof input !== 'object' || input === null
    ? []
    : contributions.flatMap((each) => each.slowProblems?.(input as Loose<ConfigInput>, now) ?? [])

/** What a config allows and probably does not mean. */
export const configWarnings = (config: Config, now: Date): string[] => [
  ...regionWarnings(config.region),
  ...contributions.flatMap((each) => each.warnings?.(config, now) ?? []),
]

/** What a synthesis found out for a config. */
export const configNotes = (config: Config, now: Date): string[] =>
  contributions.flatMap((each) => each.notes?.(config, now) ?? [])
