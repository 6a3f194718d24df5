/** Name of the output that holds the name of each bucket of ours. */
export const ownOutput = { uploads: 'UploadsBucket', thumbnails: 'ThumbnailsBucket' } as const
