import type { AlertsConfig } from './schema.ts'

/** Where AWS sends IAM's events, and most sign-ins. https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
export const homeRegion = 'us-east-1'

/** Those of `alerts.events` that AWS sends in {@link homeRegion}: IAM's there alone, sign-ins for the most part. */
const homeEvents: readonly AlertsConfig['events'][number][] = ['root-sign-in', 'policy-changes']

const otherPartition = /^(cn|us-gov|us-iso[a-z]*|eu-isoe|eusc)-/

/** Whether AWS writes down what is done to IAM and other global services in {@link homeRegion}, and not in this region. */
export const homeIsElsewhere = (region: string): boolean => region !== homeRegion && !otherPartition.test(region)

/** Which events of a config do not reach a deployment in a region unless a rule in {@link homeRegion} hands them on. */
export const eventsFromHome = <Name extends string>(events: readonly Name[], region: string): Name[] =>
  homeIsElsewhere(region) ? [...new Set(events)].filter((name) => (homeEvents as readonly string[]).includes(name)) : []
