const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index))

/** What people call countries that Intl names otherwise. */
const otherNames: Readonly<Record<string, string>> = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  usa: 'US',
  america: 'US',
  korea: 'KR',
  'republic of korea': 'KR',
  holland: 'NL',
  'czech republic': 'CZ',
}

/** Codes by country's English name. Made only when something is wrong. */
const named = (): ReadonlyMap<string, string> => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  return new Map(
    codes.flatMap((code): [string, string][] => {
      const name = names.of(code)
      return name === undefined
        ? []
        : [
            [name.toLowerCase(), code],
            [code.toLowerCase(), code],
          ]
    }),
  )
}

/** The ISO 3166 code of the country that somebody most likely meant: `kr`, `Germany`, `UK`. */
export const offerCountry = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const text = value.trim().toLowerCase()
  return otherNames[text] ?? named().get(text)
}
