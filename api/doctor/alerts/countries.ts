/** Area codes of +1 outside the United States and its territories: Canada, Bermuda and the Caribbean. https://www.nanpa.com/ */
const elsewhere = new Set(
  (
    '204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 514 519 537 548 ' +
    '568 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942 ' +
    '242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876'
  ).split(' '),
)

/** Whether a number in E.164 is one of the United States, where carriers take messages from registered numbers alone. */
export const isOfUnitedStates = (number: string): boolean =>
  /^\+1\d{10}$/.test(number) && !elsewhere.has(number.slice(2, 5))

interface Country {
  /** ISO 3166. */
  readonly code: string
  readonly name: string
}

const country = (callingCode: string, code: string, name: string): readonly [string, Country] => [
  callingCode,
  { code, name },
]

/**
 * Countries for which AWS registers sender ids: carriers there drop or rename what comes from an unknown one, all or many of them.
 * As of 2026-11-30, by https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-country.html
 */
const registering: readonly (readonly [string, Country])[] = [
  country('61', 'AU', 'Australia'),
  country('43', 'AT', 'Austria'),
  country('375', 'BY', 'Belarus'),
  country('20', 'EG', 'Egypt'),
  country('358', 'FI', 'Finland'),
  country('91', 'IN', 'India'),
  country('62', 'ID', 'Indonesia'),
  country('353', 'IE', 'Ireland'),
  country('962', 'JO', 'Jordan'),
  country('77', 'KZ', 'Kazakhstan'),
  country('254', 'KE', 'Kenya'),
  country('965', 'KW', 'Kuwait'),
  country('63', 'PH', 'the Philippines'),
  country('974', 'QA', 'Qatar'),
  country('7', 'RU', 'Russia'),
  country('966', 'SA', 'Saudi Arabia'),
  country('65', 'SG', 'Singapore'),
  country('34', 'ES', 'Spain'),
  country('94', 'LK', 'Sri Lanka'),
  country('66', 'TH', 'Thailand'),
]

/** The country of a number in E.164 where AWS registers sender ids; nothing for any other country. */
export const registersSenders = (number: string): Country | undefined =>
  // Kazakhstan shares a calling code with Russia, and stands before it.
  registering.find(([callingCode]) => number.startsWith(`+${callingCode}`))?.[1]
