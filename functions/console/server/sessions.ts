import { ConflictError } from '../../../shared/errors.ts'
import type { Ledger, Stored } from '../../../shared/ledger/ledger.ts'
import { keys, type LoginRecord, type SessionRecord } from '../../../shared/ledger/records.ts'
import { hashOf, isSecret, newSecret } from './secret.ts'

/** Hours for which somebody stays signed in. */
export const sessionHours = 12

/** Seconds for which a link can be used. */
export const linkSeconds = 60

const after = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1_000).toISOString()

/** Who signs in, and what for. */
export type Person = Pick<LoginRecord, 'by' | 'role' | 'way' | 'caller'>

/** The session that a cookie belongs to; nothing when there is none, it has ended or was revoked. */
export const sessionOf = async (ledger: Ledger, cookie: string | undefined): Promise<SessionRecord | undefined> =>
  isSecret(cookie) ? ledger.get<SessionRecord>(keys.session(hashOf(cookie))) : undefined

const newSession = (person: Person, cookie: string, browser: string, now: Date): SessionRecord => {
  const hash = hashOf(cookie)
  return {
    ...keys.session(hash),
    kind: 'session',
    at: now.toISOString(),
    keepUntil: after(now, sessionHours * 3_600),
    hash,
    by: person.by,
    role: person.role,
    way: person.way,
    caller: person.caller,
    browser,
  }
}

/** Signs a person in. @returns what the browser keeps, and nobody else */
export const openSession = async (ledger: Ledger, person: Person, browser: string, now: Date): Promise<string> => {
  const cookie = newSecret()
  await ledger.commit([{ item: newSession(person, cookie, browser, now), expect: 'absent' }], now)
  return cookie
}

/** Makes a link for a person. @returns what it carries; the ledger has only the hash */
export const makeLogin = async (ledger: Ledger, person: Person, now: Date): Promise<string> => {
  const token = newSecret()
  const item: LoginRecord = {
    ...keys.login(hashOf(token)),
    kind: 'login',
    at: now.toISOString(),
    keepUntil: after(now, linkSeconds),
    ...person,
    used: false,
  }
  await ledger.commit([{ item, expect: 'absent' }], now)
  return token
}

/**
 * Signs in by a link. The link is used up in the same write that makes the session, so that of two browsers one gets in.
 * @returns what the browser keeps; nothing where the link is unknown, too old or used up
 */
export const useLogin = async (
  ledger: Ledger,
  token: string | undefined,
  browser: string,
  now: Date,
): Promise<string | undefined> => {
  if (!isSecret(token)) return undefined
  const login = await ledger.get<LoginRecord>(keys.login(hashOf(token)))
  if (!login || login.used) return undefined
  const cookie = newSecret()
  const used: LoginRecord = { ...login, used: true }
  try {
    await ledger.commit(
      [
        { item: used, expect: login.version },
        { item: newSession(login, cookie, browser, now), expect: 'absent' },
      ],
      now,
    )
  } catch (error) {
    if (error instanceof ConflictError) return undefined
    throw error
  }
  return cookie
}

/** Most sessions of everybody that are looked through: a team's of half a day. */
const searched = 1_000

/** The sessions of a person that have not ended, newest first. */
export const sessionsOf = async (ledger: Ledger, by: string, now: Date): Promise<Stored<SessionRecord>[]> => {
  const since = after(now, -sessionHours * 3_600)
  const found = await ledger.list<SessionRecord>('session', { since, limit: searched })
  return found.filter((session) => session.by === by)
}

/** Ends a session at once. One that is gone stays so. */
export const endSession = async (ledger: Ledger, hash: string, now: Date): Promise<void> => {
  const session = await ledger.get<SessionRecord>(keys.session(hash))
  if (!session) return
  const ended: SessionRecord = { ...session, keepUntil: now.toISOString() }
  await ledger.commit([{ item: ended, expect: session.version }], now)
}
