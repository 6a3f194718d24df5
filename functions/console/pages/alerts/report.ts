import { incidentReport } from '../../../../api/alerts/incident-report.ts'
import type { Show } from '../../contract/contribution.ts'
import { incidentOf } from './incident.ts'

/** A report of an incident for a post-mortem, as a file of Markdown with times in the reader's zone. */
export const showReport: Show = async (asked) => {
  const detail = await incidentOf(asked)
  return {
    type: 'text/markdown; charset=utf-8',
    name: `incident-${detail.openedAt.slice(0, 10)}-${detail.id.slice(0, 8)}.md`,
    body: incidentReport(detail, { zone: asked.reader.zone }),
  }
}
