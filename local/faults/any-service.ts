import { always, type Rule, type Which } from './rule.ts'

const label = ({ service = 'any service', action }: Which): string => [service, ...[action ?? []].flat()].join(' ')

/**
 * Too many calls. Code and status that most services share; DynamoDB's and S3's own stand in their files.
 * https://docs.aws.amazon.com/general/latest/gr/api-retries.html
 */
export const throttled = (which: Which): Rule =>
  always(`throttled: ${label(which)}`, which, {
    refuse: { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
  })

/** AWS's own fault, which may be tried again. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html */
export const unavailable = (which: Which): Rule =>
  always(`unavailable: ${label(which)}`, which, {
    refuse: {
      status: 503,
      code: 'ServiceUnavailable',
      message: 'The request has failed due to a temporary failure of the server.',
    },
  })

/** An internal error, after which nobody knows whether the call acted; here it did not. */
export const internalFailure = (which: Which): Rule =>
  always(`internal failure: ${label(which)}`, which, {
    refuse: {
      status: 500,
      code: 'InternalFailure',
      message: 'The request processing has failed because of an unknown error.',
    },
  })

/**
 * What a role does not allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export const denied = (which: Which): Rule =>
  always(`denied: ${label(which)}`, which, {
    refuse: {
      status: 403,
      code: 'AccessDeniedException',
      message: `User is not authorized to perform: ${label(which)} because no identity-based policy allows the action`,
    },
  })

/** The connection breaks before the call reaches AWS. */
export const lostRequest = (which: Which): Rule =>
  always(`request lost: ${label(which)}`, which, { cut: 'before it acts' })

/** The call acts, and its answer is lost: whoever called cannot know. */
export const lostAnswer = (which: Which): Rule =>
  always(`answer lost: ${label(which)}`, which, { cut: 'after it acted' })

/** The call reaches AWS only after so many milliseconds. */
export const slow = (milliseconds: number, which: Which): Rule =>
  always(`slow: ${label(which)}`, which, { delay: milliseconds })
