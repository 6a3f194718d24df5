import { copyKind } from '../copies/kind.ts'
import { drillKind } from '../drills/kind.ts'
import { encryptionKind } from '../encryptions/kind.ts'
import type { Kind } from '../kinds/kind.ts'
import { proofKind } from '../proofs/kind.ts'
import { restoreKind } from '../restores/kind.ts'
import { snapshotKind } from '../snapshots/kind.ts'

/** A line for each kind of process. */
export const kinds: readonly Kind[] = [copyKind, snapshotKind, proofKind, restoreKind, encryptionKind, drillKind]
