import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { PriceOf } from '../rules/prices.ts'
import type { HoursSlice } from '../rules/slice.ts'
import type { Access, Arns, TargetKind } from '../targets/target-kind.ts'

/** What the functions of this capability work with. */
export interface World {
  readonly ledger: Ledger
  readonly publish: (signal: Signal) => Promise<void>
  /** By the key of the config. */
  readonly kinds: ReadonlyMap<string, TargetKind>
  readonly access: Access
  readonly arns: Arns
  readonly slice: HoursSlice
  readonly priceOf: PriceOf
  /** Version of the config. */
  readonly version: string
  readonly now: Date
  /** Id of this call; a retry by the platform has the same one. */
  readonly callId: string
  /** Milliseconds until this call is ended. */
  readonly remainingMs: () => number
}

/** What a look at AWS needs that changes nothing. */
export type Sight = Pick<World, 'ledger' | 'kinds' | 'access' | 'slice' | 'version' | 'now' | 'remainingMs'>
