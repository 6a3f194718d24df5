// What may be asked of and done to the thumbnails of a running deployment.
export { refusalCauses } from '../functions/thumbnails/rules/refusal.ts'
export { bareEtag } from '../functions/thumbnails/rules/version.ts'
export { type AskedBackfill, type BackfillResult, type BackfillRow, runBackfill } from './thumbnails/backfill.ts'
export { type PlaceholderRow, withPlaceholders } from './thumbnails/placeholders.ts'
export { type Pruned, type PruneRow, pruneThumbnails } from './thumbnails/prune.ts'
export { currentRecipes, thumbnailsConfig, thumbnailsOf, type Watermarks } from './thumbnails/recipes.ts'
export { openRejects, type RejectFilter, type RejectRow, readRejects } from './thumbnails/rejects.ts'
export { replayRejects } from './thumbnails/replay.ts'
export {
  type AskedRestore,
  checkSpeed,
  type RestoreOffer,
  type RestoreResult,
  restoreForBackfill,
  restoreForReplay,
  type Speed,
  speeds,
} from './thumbnails/restore.ts'
export { usualRate } from './thumbnails/send.ts'
export { type AskedSignature, requestedOf, type SignedRow, signedAddress } from './thumbnails/sign.ts'
export { type AddressRow, type AskedAddresses, addressesOf, type PrivateKey } from './thumbnails/url.ts'
