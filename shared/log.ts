import { Logger } from '@aws-lambda-powertools/logger'

/**
 * The one logger. Lines are JSON with ids, names and counts; never a phone number, an address or an event's body.
 * Level by POWERTOOLS_LOG_LEVEL (default INFO).
 */
export const log = new Logger({ serviceName: process.env.CAPABILITY ?? 'nightshift' })

/** A text without phone numbers and addresses: AWS's own error messages quote them. */
export const redact = (text: string): string =>
  text.replace(/\+\d[\d -]{5,16}\d/g, '+…').replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+\.[a-z]{2,}/gi, '…@…')
