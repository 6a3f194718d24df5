import { type Imported, importInstanceScheduler } from '../../shared/calendar/import/instance-scheduler.ts'
import { UsageError } from '../usage-error.ts'

const parsed = ({ text, from }: ImportedText): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(
      `${from} is not JSON. Of a template in YAML make one first; a table comes by "aws dynamodb scan --table-name …-ConfigTable --output json".`,
    )
  }
}

/** A file, or what came in otherwise. */
export interface ImportedText {
  readonly text: string
  /** What it was read from, for the error. */
  readonly from: string
}

/**
 * The calendars and targets that mean what Instance Scheduler on AWS has, and what of it has no equal.
 * @param texts JSON of its table, of its schedules, of a template, of `get-resources`, or lists of such
 * @param tagKey the tag that names a schedule. Default `Schedule`
 * @throws UsageError when one is not JSON, or none has anything of Instance Scheduler in it
 */
export const importHours = (texts: readonly ImportedText[], tagKey?: string): Imported => {
  const imported = importInstanceScheduler(texts.map(parsed), tagKey)
  const { calendars, targets, notes } = imported
  if (Object.keys(calendars).length + targets.length + notes.length === 0)
    throw new UsageError(
      `No schedule of Instance Scheduler is in ${texts.map(({ from }) => from).join(', ')}: neither an item of its table with the type "schedule", nor a Custom::ServiceInstanceSchedule.`,
    )
  return imported
}
