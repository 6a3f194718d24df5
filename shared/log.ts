import { Logger } from '@aws-lambda-powertools/logger'

/**
 * The one logger. Lines are JSON with ids, names and counts; never a phone number, an address or an event's body.
 * Level by POWERTOOLS_LOG_LEVEL (default INFO).
 */
export const log = new Logger({ serviceName: process.env.CAPABILITY ?? 'nightshift' })

// A plus, which a URL writes %2B, and 7 to 15 digits, which people group with spaces, dots, dashes and brackets.
const phone = /(?:\+|%2B)\d(?:[ ().-]{0,2}\d){6,14}/gi
// Both halves are bounded: without that, a long text with no @ in it takes the square of its length.
const address = /[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,255}\.[\p{L}\d-]{2,63}/gu

/** A text without phone numbers in international form and without email addresses: AWS's own error messages quote them. */
export const redact = (text: string): string => text.replace(phone, '+…').replace(address, '…@…')
