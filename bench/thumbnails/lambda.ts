import { prices } from '../prices.ts'

/** MB that give a function one whole processor; it gets its share in proportion. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const wholeProcessor = 1769

/** Memory sizes that are compared, in MB. */
export const memorySizes = [512, 1024, 1769, 3008] as const

/**
 * Milliseconds that one upload waits for S3 and the ledger, whatever the memory: some ten requests, one after the other, of
 * 10 to 20 ms each. Not measured: there is no AWS here.
 */
const waiting = 150

export interface LambdaCost {
  readonly memory: number
  /** For one upload. */
  readonly milliseconds: number
  /** US dollars for a million uploads: Lambda's time and calls, five uploads to a call. */
  readonly dollars: number
}

/**
 * What uploads cost by memory size. Decoding has one thread, so more than one processor makes nothing faster.
 * @param processor milliseconds of a whole processor for one upload
 */
export const lambdaCosts = (processor: number): readonly LambdaCost[] =>
  memorySizes.map((memory) => {
    const milliseconds = waiting + processor / Math.min(1, memory / wholeProcessor)
    const gigabyteSeconds = (milliseconds / 1000) * (memory / 1024)
    const dollars = 1e6 * (gigabyteSeconds * prices.lambdaTime.each + prices.lambdaRequests.each / 5)
    return { memory, milliseconds, dollars }
  })
