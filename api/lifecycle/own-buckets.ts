import type { Deployment } from '../deployment.ts'

/** Name of the output that holds the name of each bucket of ours. */
export const ownOutput = { uploads: 'UploadsBucket', thumbnails: 'ThumbnailsBucket' } as const

/** A bucket as a person calls it: `uploads` and `thumbnails` are those of this deployment. */
export const bucketName = ({ outputs }: Pick<Deployment, 'outputs'>, name: string): string =>
  name === 'uploads' || name === 'thumbnails' ? (outputs[ownOutput[name]] ?? name) : name
