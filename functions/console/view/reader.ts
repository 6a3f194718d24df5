import { type Language, languages } from '../../../shared/language.ts'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** How somebody reads: what the page is written for. */
export interface Reader {
  readonly language: Language
  /** IANA zone of times. */
  readonly zone: string
  readonly theme: Theme
}

/** What a request says of its reader: cookies of ours by name, and what the browser prefers. */
export interface ReaderHints {
  readonly language?: string | undefined
  readonly zone?: string | undefined
  readonly theme?: string | undefined
  /** Header Accept-Language. */
  readonly acceptLanguage?: string | undefined
}

const known = new Map<string, boolean>()

/** Whether this runtime knows a zone. Remembered, because looking one up takes a while; a stranger's nonsense is not. */
export const isZone = (zone: string | undefined): zone is string => {
  if (zone === undefined || !/^[A-Za-z0-9_+/-]{1,64}$/.test(zone)) return false
  if (known.has(zone)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    known.set(zone, true)
    return true
  } catch {
    return false
  }
}

/** The first of our languages that a browser names. https://www.rfc-editor.org/rfc/rfc9110#name-accept-language */
const preferred = (header = ''): Language | undefined =>
  header
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...more] = part.trim().toLowerCase().split(';')
      const weight = Number(more.map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1]).find(Boolean) ?? 1)
      return { language: languages.find((each) => tag === each || tag.startsWith(`${each}-`)), weight }
    })
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((one, other) => other.weight - one.weight)[0]?.language

/** How somebody reads, by what they chose, else by their browser, else English, the deployment's zone and the system's theme. */
export const readerOf = (hints: ReaderHints, zone: string): Reader => ({
  language: languages.find((each) => each === hints.language) ?? preferred(hints.acceptLanguage) ?? 'en',
  zone: isZone(hints.zone) ? hints.zone : zone,
  theme: themes.find((each) => each === hints.theme) ?? 'auto',
})
