import { errorName } from '../../../shared/errors.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { keys, type SourceRecord, type SourceTokenRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { jsonIn } from '../page/json-in.ts'
import type { ReportAnswer, ReportRequest } from '../page/view.ts'
import { letterOf } from '../rules/posted-letter.ts'
import { isSigned } from '../rules/signature.ts'
import { isOverRate, mostReportBytes, secondsToNextMinute, withRefusal, withReport } from '../rules/source-bounds.ts'
import type { LinkWorld } from '../world/link-world.ts'
import { commit } from '../world/world.ts'

/** How often one call tries to count a report, where others count at the same moment. */
const tries = 5

/**
 * Counts, against what was read. Where others are always faster it is not counted: to lose a report would be worse than a bound
 * that is some reports wide.
 */
const count = async (
  record: Stored<SourceRecord>,
  next: (record: SourceRecord) => SourceRecord | undefined,
  world: LinkWorld,
): Promise<boolean> => {
  let known: Stored<SourceRecord> | undefined = record
  for (let time = 0; time < tries && known; time += 1) {
    const item = next(known)
    if (!item) return false
    if (await commit(world, [{ item, expect: known.version }])) return true
    known = await world.ledger.get<SourceRecord>(keys.source(record.name))
  }
  return true
}

/** Counts what is refused. That something is, is handed over once; the sweep finds it where that fails. */
const refuse = async (record: Stored<SourceRecord>, why: 'rate' | 'size', world: LinkWorld): Promise<void> => {
  metrics.add('ReportsRefused', 1)
  await count(record, (known) => withRefusal(known, why, world.now), world)
  if (record.refused) return
  await world
    .handOver({ source: record.name })
    .catch((error: unknown) => log.warn('left for the sweep', { error: errorName(error) }))
}

/**
 * Takes a report of a source: checks its token, its bounds, its signature and that it is JSON, and puts it into the queue as it is.
 * Whatever it says is read by another function.
 * @returns what to answer; nothing for a token that is nobody's
 * @throws where the ledger, the queue or the parameter of the secret does not answer: the source has to send it again
 */
export const reportIn = async (
  token: string,
  request: ReportRequest,
  world: LinkWorld,
): Promise<ReportAnswer | undefined> => {
  const { ledger, now, config, reports } = world
  if (!reports) return undefined
  const pointer = await ledger.get<SourceTokenRecord>(keys.sourceToken(token))
  const source = pointer && Object.hasOwn(config.sources, pointer.name) ? config.sources[pointer.name] : undefined
  if (!pointer || !source) return undefined
  const record = await ledger.get<SourceRecord>(keys.source(pointer.name))
  if (!record || record.token !== token) return undefined
  if (request.bytes.length > mostReportBytes) {
    await refuse(record, 'size', world)
    return { kind: 'too large', mostBytes: mostReportBytes }
  }
  if (source.secret && !isSigned(request, await reports.secretOf(source.secret))) return { kind: 'not signed' }
  if (isOverRate(record, source.perMinute, now)) {
    await refuse(record, 'rate', world)
    return { kind: 'too many', retrySeconds: secondsToNextMinute(now) }
  }
  const body = jsonIn(request)
  if ('fault' in body) return { kind: 'not json', fault: body.fault }
  const letter = letterOf(body.text, { name: pointer.name, source, event: request.event, now })
  if (!letter) {
    await refuse(record, 'size', world)
    return { kind: 'too large', mostBytes: mostReportBytes }
  }
  const isCounted = await count(
    record,
    (known) => (isOverRate(known, source.perMinute, now) ? undefined : withReport(known, now)),
    world,
  )
  if (!isCounted) {
    await refuse(record, 'rate', world)
    return { kind: 'too many', retrySeconds: secondsToNextMinute(now) }
  }
  await reports.post(letter)
  return { kind: 'taken', source: pointer.name }
}
