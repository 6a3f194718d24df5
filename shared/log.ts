import { Logger } from '@aws-lambda-powertools/logger'

/**
 * The one logger. Lines are JSON with ids, names and counts; never a phone number, an address or an event's body.
 * Level by POWERTOOLS_LOG_LEVEL (default INFO).
 */
export const log = new Logger({ serviceName: process.env.CAPABILITY ?? 'nightshift' })

// A plus, which a URL writes %2B, and 7 to 15 digits, which people group with spaces, dots, dashes and brackets.
const phone = /(?:\+|%2B)\d(?:[\p{Zs}().‐-–-]{0,2}\d){6,14}/giu

// Digits that go on, or that belong to a time, a decimal number, an id or an ARN, are no number to call.
const begin = String.raw`(?<![\w-]|\d[.:/])`
const end = String.raw`(?!\w|[-.:/]\d)`
const date = String.raw`(?:(?:19|20)\d\d[-.](?:0\d|1[0-2])[-.][0-3]\d|[0-3]\d[-.][01]\d[-.](?:19|20)\d\d)(?!\d)`
const digits = String.raw`(?!${date})\d{2,8}`

// As people of one country write it, or with 00 for the plus: (202) 555-0109, 02)123-4567, 010-1234-5678, 0082 10 1234 5678.
const grouped = new RegExp(
  String.raw`${begin}(?!${date})(?:\(\d{2,5}\)\p{Zs}?(?!${date})\d{3,4}|0\d{1,4}(?:\)\p{Zs}?\d{3,4})?)` +
    String.raw`(?:\p{Zs}${digits})*(?:\p{Zs}?[.‐-–-]\p{Zs}?${digits})*${end}`,
  'gu',
)
// In one piece: a Korean mobile number, or 00 and what follows a plus; but not 12 digits, which are an AWS account.
const whole = new RegExp(String.raw`${begin}(?:01[016-9]\d{7,8}|00[1-9]\d{8}|00[1-9]\d{10,12})${end}`, 'gu')

const fewestDigits = 9
const hideGrouped = (text: string): string => (text.replace(/\D/g, '').length < fewestDigits ? text : '…')

// Both halves are bounded: without that, a long text with no @ in it takes the square of its length.
const address = /[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,255}\.[\p{L}\d-]{2,63}/gu

/** A text without phone numbers and without email addresses: AWS's own error messages and the logs of jobs quote them. */
export const redact = (text: string): string =>
  text.replace(phone, '+…').replace(address, '…@…').replace(grouped, hideGrouped).replace(whole, '…')
