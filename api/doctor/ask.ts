import { errorName, errorText, isAccessDenied } from '../../shared/errors.ts'

/** Something that could not be looked at, with what to do so that it can. */
export class NotSeenError extends Error {
  override readonly name = 'NotSeenError'
  readonly fix: string

  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options)
    this.fix = fix
  }
}

/**
 * Credentials that are missing, wrong or have run out. AWS answers alike in a region that the account has not enabled.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const refusedCredentials =
  /CredentialsProviderError|TokenProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|AuthFailure|InvalidAccessKeyId|InvalidToken|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|OptInRequired/

const throttles = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/

const notSeen = (action: string, error: unknown): NotSeenError => {
  const says = `${errorName(error)}: ${errorText(error)}`
  const [message, fix] = refusedCredentials.test(errorName(error))
    ? [
        `AWS does not accept these credentials for ${action} (${says})`,
        'aws sts get-caller-identity shows whether they are valid; a region that the account has not enabled answers in the same way.',
      ]
    : isAccessDenied(error)
      ? [`These credentials may not call ${action}`, `Allow ${action} to whoever runs the doctor, and run it again.`]
      : throttles.test(errorName(error))
        ? [`AWS throttled ${action} for too long (${errorName(error)})`, 'Run the doctor again in a minute.']
        : [
            `${action} was not answered (${says})`,
            'Run the doctor again; if it stays so, ask for the same with the AWS CLI.',
          ]
  return new NotSeenError(message, fix, { cause: error })
}

/**
 * Asks AWS one thing. The client has its own retries, so that a throttle comes this far only after several of them.
 * @param action what IAM is asked for it, such as `ses:GetAccount`
 * @throws NotSeenError where there is no answer, with the permission that is missing or what else is in the way
 */
export const ask = async <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await call()
  } catch (error) {
    throw error instanceof NotSeenError ? error : notSeen(action, error)
  }
}

/**
 * The same, where AWS says by an error that there is no such thing.
 * @param absence the name of that error
 * @returns nothing where there is none
 * @throws NotSeenError
 */
export const askFor = <Answer>(
  action: string,
  absence: RegExp,
  call: () => Promise<Answer>,
): Promise<Answer | undefined> =>
  ask(action, async () => {
    try {
      return await call()
    } catch (error) {
      if (absence.test(errorName(error))) return undefined
      throw error
    }
  })

/** All that comes page by page. @throws NotSeenError */
export const askAll = <Page, Item>(
  action: string,
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> =>
  ask(action, async () => {
    const found: Item[] = []
    for await (const page of pages) found.push(...(itemsOf(page) ?? []))
    return found
  })
