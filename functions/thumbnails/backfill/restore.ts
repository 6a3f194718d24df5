import { RestoreObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { errorName } from '../../../shared/errors.ts'
import type { Speed } from '../rules/restore.ts'

/** What S3 said: it is asked for, was already, can be read already, is gone, or S3 has no capacity for that speed now. */
export type RestoreAnswer = 'asked' | 'under-way' | 'readable' | 'gone' | 'no-capacity'

const tiers = { bulk: 'Bulk', standard: 'Standard', expedited: 'Expedited' } as const

/** By the codes of https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html */
const answers: Readonly<Record<string, RestoreAnswer>> = {
  RestoreAlreadyInProgress: 'under-way',
  ObjectAlreadyInActiveTierError: 'readable',
  NoSuchKey: 'gone',
  GlacierExpeditedRetrievalNotAvailable: 'no-capacity',
}

/**
 * Asks S3 to restore the current version of an object for some days. Asked twice, nothing more happens. S3 accepts; it is there hours later.
 * @throws what S3 throws otherwise, such as AccessDenied
 */
export const restoreObject = async (
  s3: Pick<S3Client, 'send'>,
  {
    bucket,
    key,
    speed,
    days,
  }: { readonly bucket: string; readonly key: string; readonly speed: Speed; readonly days: number },
): Promise<RestoreAnswer> => {
  try {
    await s3.send(
      new RestoreObjectCommand({
        Bucket: bucket,
        Key: key,
        RestoreRequest: { Days: days, GlacierJobParameters: { Tier: tiers[speed] } },
      }),
    )
    return 'asked'
  } catch (error) {
    const answer = answers[errorName(error)]
    if (answer) return answer
    throw error
  }
}
