import type { Signal } from '../../../shared/signals.ts'
import type { Digest } from './digest.ts'
import { digestText, hasTrouble } from './text.ts'

/** The digest of a day as an email to one responder, or whoever is on call in a rotation, in their language: the same id each time it is said. */
export const digestSignal = (digest: Digest, to: string, now: Date): Signal => {
  const [english, korean] = [digestText(digest, 'en'), digestText(digest, 'ko')]
  return {
    name: 'jobs.digest',
    subject: `jobs/digest/${digest.day}`,
    mood: 'report',
    ...(hasTrouble(digest) ? { severity: 'warning' } : {}),
    id: `jobs-digest/${digest.day}/${to}`,
    at: now.toISOString(),
    ...english,
    inLanguage: { ko: korean },
    to,
  }
}
