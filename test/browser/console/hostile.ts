import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { keys, type RunRecord } from '../../../shared/ledger/records.ts'

/** What a browser would do if a page let it: each way sets a mark on the window, shows a dialog or asks another host. */
export const evil = `"'><script>window.harm=1</script><img src=//evil.example/x onerror=window.harm=2></title></style></textarea><svg onload=window.harm=3></svg><a href="javascript:window.harm=4" style="color:red" onfocus=window.harm=5 autofocus>x</a>{{7*7}}\u202egpj.exe`

/** Fields in which a stranger's text stands: names that are made elsewhere, and what programs and people have written. */
const strange = new Set([
  'alarm',
  'alarmKey',
  'title',
  'reason',
  'description',
  'by',
  'acknowledgedBy',
  'requestedBy',
  'why',
  'text',
  'cause',
  'explanation',
  'detail',
  'summary',
  'key',
  'path',
  'host',
  'agent',
  'method',
  'bucket',
  'name',
  'namespace',
  'statistic',
  'arn',
  'event',
  'taskArn',
  'logTail',
  'resource',
  'advice',
  'owner',
  'problems',
  'command',
])

/** The same value with what is evil in every text of a stranger. Times stay times. */
const poisoned = (value: unknown, isStrange: boolean): unknown => {
  if (typeof value === 'string') return isStrange ? `${value.slice(0, 12)}${evil}` : value
  if (Array.isArray(value)) return value.map((each) => poisoned(each, isStrange))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, poisoned(each, strange.has(name) && name !== 'event')]),
  )
}

/** Records as strangers would have written them, and a run of a job with a name like that. */
export const hostileRecords = (records: readonly LedgerItem[]): LedgerItem[] => [
  ...records.map((record) => poisoned(record, false) as LedgerItem),
  ...records
    .filter((record) => record.kind === 'run')
    .slice(-3)
    .map((record) => {
      const run = record as RunRecord
      return { ...run, ...keys.run(evil, run.scheduledAt), job: evil } as RunRecord
    }),
]

/** A dead letter of a stranger: a file whose name is a picture's, and a program. */
export const hostileLetter = JSON.stringify({
  requestContext: { functionArn: `arn:aws:lambda:r:123456789012:function:${evil}` },
  requestPayload: { Records: [{ s3: { bucket: { name: evil }, object: { key: `photos/${evil}.svg` } } }] },
  responsePayload: { errorType: evil, errorMessage: evil },
})
