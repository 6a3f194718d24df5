import type { HandOver } from '../rules/hand-over.ts'
import type { World } from './world.ts'

/** What the function that anybody can call works with: the ledger, and a queue. It reaches nobody. */
export interface LinkWorld extends Pick<World, 'ledger' | 'config' | 'now' | 'wake'> {
  /** Has another function do what is owed to people, at once. @throws the SDK's error */
  readonly handOver: (order: HandOver) => Promise<void>
}
