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

/** What Intl has names for, and ISO 3166-1 no country today: unions, islands that belong to another, countries that are gone. */
const notCountries = new Set(
  'AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH QO RH SU TA TP UK UN VD XA XB XK YD YU ZR ZZ'.split(' '),
)

/** Whether something is the code of a country, in capitals. */
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) &&
  !notCountries.has(code) &&
  new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined
