import {
  ConfigError,
  errorName,
  errorText,
  isAccessDenied,
  isPermanentAwsError,
  PermanentError,
  TransientError,
} from '../../../shared/errors.ts'

const awsError = (name: string, httpStatusCode: number | undefined, more: object = {}) =>
  Object.assign(new Error('told by AWS'), { name, $metadata: { httpStatusCode }, ...more })

describe('whether an error of AWS will pass', () => {
  test.each([
    ['InvalidParameterException', 400],
    ['OptedOutException', 400],
    ['MessageRejected', 400],
    ['AccessDeniedException', 403],
    ['ParameterNotFound', 404],
    ['NoSuchBucket', 404],
    ['ValidationException', 422],
  ])('%s with %i will not', (name, status) => {
    expect(isPermanentAwsError(awsError(name, status))).toBe(true)
  })

  test.each([
    ['ThrottlingException', 400],
    ['ProvisionedThroughputExceededException', 400],
    ['TransactionInProgressException', 400],
    ['RequestLimitExceeded', 400],
    ['TransactionConflictException', 400],
    ['ConditionalRequestConflict', 409],
    ['ExpiredTokenException', 403],
    ['RequestTimeTooSkewed', 403],
    ['TooManyRequestsException', 429],
    ['SlowDown', 503],
    ['InternalServerError', 500],
    ['TimeoutError', undefined],
  ])('%s with %s may', (name, status) => {
    expect(isPermanentAwsError(awsError(name, status))).toBe(false)
  })

  test('of the statuses, those that say that the caller is wrong will not', () => {
    const statuses = Array.from({ length: 200 }, (_, index) => 400 + index)
    expect(statuses.filter((status) => isPermanentAwsError(awsError('SomeException', status)))).toEqual([
      400, 401, 403, 404, 405, 409, 411, 412, 413, 415, 422,
    ])
  })

  test('what the service itself calls retryable may', () => {
    expect(isPermanentAwsError(awsError('LimitExceededException', 400, { $retryable: {} }))).toBe(false)
  })

  test.each([[undefined], [null], ['text'], [new Error('no answer')], [new TransientError('later')]])(
    '%p, which is no answer of AWS, may',
    (thrown) => {
      expect(isPermanentAwsError(thrown)).toBe(false)
    },
  )
})

describe('whether AWS does not let us do it at all', () => {
  test.each([
    ['AccessDeniedException', 403],
    ['AccessDeniedException', 400],
    ['AuthorizationErrorException', 403],
    ['UnauthorizedOperation', 403],
    ['InvalidClientTokenId', 403],
    ['OptInRequired', 403],
  ])('%s with %i', (name, status) => {
    expect(isAccessDenied(awsError(name, status))).toBe(true)
  })

  test.each([
    ['InvalidParameterException', 400],
    ['OptedOutException', 400],
    ['MessageRejected', 400],
    ['ExpiredTokenException', 403],
    ['RequestTimeTooSkewed', 403],
    ['InternalServerError', 500],
  ])('%s with %i is something else', (name, status) => {
    expect(isAccessDenied(awsError(name, status))).toBe(false)
  })

  test('what is no answer of AWS is something else', () => {
    expect([undefined, 'AccessDenied', new Error('AccessDenied')].map(isAccessDenied)).toEqual([false, false, false])
  })
})

describe('errors', () => {
  test('have a name and a text, whatever was thrown', () => {
    expect([new PermanentError('no-contact', 'gone'), 'text', undefined].map(errorName)).toEqual([
      'PermanentError',
      'string',
      'undefined',
    ])
    expect([new TransientError('later'), 'text', 7].map(errorText)).toEqual(['later', 'text', '7'])
  })

  test('of the config count and list the problems', () => {
    expect(new ConfigError('x.ts', ['a', 'b']).message).toBe('x.ts: 2 problems\n  a\n  b')
    expect(new ConfigError('x.ts', ['a']).message).toBe('x.ts: 1 problem\n  a')
  })
})
