import { errorName } from '../../../shared/errors.ts'

const tries = 5
const firstWaitMs = 250

/**
 * Does a change to a bucket again while S3 answers 409 OperationAborted: another change to the same bucket is under way.
 * The SDK takes that 4xx for final.
 * @throws what the last try threw
 */
export const retryAborted = async <Result>(
  act: () => Promise<Result>,
  wait: (ms: number) => Promise<void>,
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act()
    } catch (error) {
      if (errorName(error) !== 'OperationAborted' || attempt === tries) throw error
      await wait(firstWaitMs * 2 ** (attempt - 1))
    }
  }
}
