import type { Write } from '../../../shared/ledger/ledger.ts'
import { type AlertsChangeRecord, keys } from '../../../shared/ledger/records.ts'
import type { Request } from '../rules/request.ts'
import type { World } from '../world/world.ts'

/** What a person did at run time, for the record. @param event what of the request is kept with it */
export const changeWrite = (
  { by, request }: Pick<Request, 'by' | 'request'>,
  {
    target,
    summary,
    before,
    after,
    event,
  }: Pick<AlertsChangeRecord, 'target' | 'summary'> & {
    readonly before?: object | undefined
    readonly after?: object | undefined
    readonly event: object
  },
  { now, version }: Pick<World, 'now' | 'version'>,
): Write => {
  const item: AlertsChangeRecord = {
    ...keys.change('alerts', target, `${now.toISOString()}#${request}`),
    kind: 'change',
    at: now.toISOString(),
    capability: 'alerts',
    target,
    summary,
    before,
    after,
    by,
    basis: { event, config: version },
  }
  return { item, expect: 'absent' }
}
