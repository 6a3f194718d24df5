import type { StatusContribution } from './check.ts'

export const thumbnailsStatus: StatusContribution = {
  outputs: ({ thumbnails }) => (thumbnails ? ['UploadsBucket'] : []),
}
