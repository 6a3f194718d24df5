/** How a country writes its numbers of mobile telephones at home. */
interface Plan {
  /** ISO 3166 code of the country, by which its IANA zones are known. */
  readonly country: string
  readonly callingCode: string
  /** What is dialled before a number within the country and is not a part of it in E.164. */
  readonly trunk: string
  /** Its mobile numbers, without the trunk prefix. */
  readonly mobile: RegExp
}

const plan = (country: string, callingCode: string, trunk: string, mobile: RegExp): Plan => ({
  country,
  callingCode,
  trunk,
  mobile,
})

/**
 * Calling codes of ITU-T E.164, https://www.itu.int/pub/T-SP-E.164D, and mobile numbers as libphonenumber knows them,
 * https://github.com/google/libphonenumber/blob/master/resources/PhoneNumberMetadata.xml. In North America a mobile number looks
 * like any other.
 */
const plans: readonly Plan[] = [
  plan('KR', '82', '0', /^1[0-16-9]\d{7,8}$/),
  plan('JP', '81', '0', /^[789]0\d{8}$/),
  plan('US', '1', '1', /^[2-9]\d{2}[2-9]\d{6}$/),
  plan('CA', '1', '1', /^[2-9]\d{2}[2-9]\d{6}$/),
  plan('GB', '44', '0', /^7\d{9}$/),
  plan('IE', '353', '0', /^8\d{8}$/),
  plan('DE', '49', '0', /^1(5\d{9}|[67]\d{8,9})$/),
  plan('AT', '43', '0', /^6\d{6,12}$/),
  plan('CH', '41', '0', /^7[4-9]\d{7}$/),
  plan('FR', '33', '0', /^[67]\d{8}$/),
  plan('BE', '32', '0', /^4\d{8}$/),
  plan('NL', '31', '0', /^6\d{8}$/),
  plan('ES', '34', '', /^[67]\d{8}$/),
  plan('PT', '351', '', /^9\d{8}$/),
  plan('IT', '39', '', /^3\d{8,9}$/),
  plan('SE', '46', '0', /^7\d{8}$/),
  plan('NO', '47', '', /^[49]\d{7}$/),
  plan('DK', '45', '', /^[2-9]\d{7}$/),
  plan('PL', '48', '', /^[4-8]\d{8}$/),
  plan('AU', '61', '0', /^4\d{8}$/),
  plan('NZ', '64', '0', /^2\d{7,9}$/),
  plan('IN', '91', '0', /^[6-9]\d{9}$/),
  plan('SG', '65', '', /^[89]\d{7}$/),
  plan('HK', '852', '', /^[4-9]\d{7}$/),
  plan('TW', '886', '0', /^9\d{8}$/),
  plan('CN', '86', '0', /^1[3-9]\d{9}$/),
  plan('TH', '66', '0', /^[689]\d{8}$/),
  plan('PH', '63', '0', /^9\d{9}$/),
  plan('MY', '60', '0', /^1\d{8,9}$/),
  plan('ID', '62', '0', /^8\d{8,11}$/),
  plan('VN', '84', '0', /^[35789]\d{8}$/),
  plan('IL', '972', '0', /^5\d{8}$/),
  plan('AE', '971', '0', /^5\d{8}$/),
  plan('ZA', '27', '0', /^[678]\d{8}$/),
  plan('TR', '90', '0', /^5\d{9}$/),
  plan('BR', '55', '0', /^[1-9]{2}9\d{8}$/),
]

interface Locale extends Intl.Locale {
  readonly timeZones?: string[]
  readonly getTimeZones?: () => string[] | undefined
}

/** The zones of a country, under every name that Node gives them. */
const zonesOf = (country: string): readonly string[] => {
  const locale: Locale = new Intl.Locale(`und-${country}`)
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}

/** What the config says about the person beside the number. */
export interface Beside {
  readonly zone?: unknown
  readonly language?: unknown
}

/** The name under which Node knows a zone: Asia/Kolkata is Asia/Calcutta to it. */
const nodesName = (zone: unknown): string | undefined => {
  try {
    return typeof zone === 'string'
      ? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
      : undefined
  } catch {
    return undefined
  }
}

// Made only when a number is wrong, and once.
let plansByZone: ReadonlyMap<string, Plan> | undefined

const countryOf = (zone: string | undefined): Plan | undefined => {
  plansByZone ??= new Map(
    plans.flatMap((each) => zonesOf(each.country).map((name) => [nodesName(name) ?? name, each] as const)),
  )
  return zone === undefined ? undefined : plansByZone.get(zone)
}

const planOf = ({ zone, language }: Beside): Plan | undefined =>
  countryOf(nodesName(zone)) ??
  // A language that is spoken in one country; English says nothing.
  (language === 'ko' && (zone === undefined || zone === 'UTC')
    ? plans.find(({ country }) => country === 'KR')
    : undefined)

const withoutTrunk = (digits: string, trunk: string): string =>
  trunk !== '' && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits

const inPlan = (digits: string, { callingCode, trunk, mobile }: Plan): string | undefined => {
  const national = withoutTrunk(digits, trunk)
  if (mobile.test(national)) return `+${callingCode}${national}`
  const afterCode = digits.startsWith(callingCode) ? withoutTrunk(digits.slice(callingCode.length), trunk) : ''
  return mobile.test(afterCode) ? `+${callingCode}${afterCode}` : undefined
}

/**
 * The number in E.164 that somebody most likely meant: an international one in another spelling, or a mobile number as it is
 * dialled at home, in the country of the person's zone or language. Undefined where the country is not known or the number is not
 * one of its mobile numbers: a wrong number would call somebody else.
 */
export const offerPhone = (value: unknown, beside: Beside): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim().replace(/^tel:/i, '')
  if (!/^[+(]?[\d\s().\-/\u2010-\u2015\u00a0]+$/.test(text)) return undefined
  const digits = text.replace(/\(0\)/, '').replace(/\D/g, '')
  const international = text.startsWith('+') ? digits : digits.startsWith('00') ? digits.slice(2) : undefined
  if (international === undefined) {
    const found = planOf(beside)
    return found && inPlan(digits, found)
  }
  const found = plans.filter(({ callingCode }) => international.startsWith(callingCode))
  for (const each of found) {
    const number = inPlan(international, each)
    if (number !== undefined) return number
  }
  return found.length === 0 && /^[1-9]\d{6,14}$/.test(international) ? `+${international}` : undefined
}
