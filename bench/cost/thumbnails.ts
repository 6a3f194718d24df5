import type { CostContribution } from './usage.ts'

/** Nobody uploads anything: photos are not in the month. */
export const thumbnailsCost: CostContribution = {
  written: {
    ThumbnailsMade: 'never',
    ThumbnailsRefused: 'never',
    ThumbnailsRemoved: 'never',
    ThumbnailsSkipped: 'never',
    ThumbnailMilliseconds: 'never',
    RequestsMade: 'never',
    RequestsRefused: 'never',
  },
}
