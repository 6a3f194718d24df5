import type { Contribution } from '../contract/contribution.ts'
import { alertsPages } from './alerts.ts'
import { consolePages } from './console.ts'
import { jobsPages } from './jobs.ts'

/** A line for each capability, in the order of the menu and of the lanes. */
export const contributions: readonly Contribution[] = [consolePages, alertsPages, jobsPages]
