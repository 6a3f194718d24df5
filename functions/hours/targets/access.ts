import { clientPool } from '../../../shared/client-pool.ts'
import type { Access } from './target-kind.ts'

/** Tries of a request. `InsufficientInstanceCapacity` has status 500, which the SDK would try for as long as it may. */
const requestTries = 2

/** AWS as the kinds read and change it. Clients are kept from one look to the next. */
export const awsAccess = (): ((now: Date) => Access) => {
  const [client, requests] = [clientPool(), clientPool({ maxAttempts: requestTries })]
  return (now) => ({ client, requests, now })
}
