import { UsageError } from '../../../api/usage-error.ts'
import { ConflictError, errorText } from '../../../shared/errors.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { keys, type PressRecord } from '../../../shared/ledger/records.ts'
import { log, redact } from '../../../shared/log.ts'
import type { Act, Asked, Done, Page } from '../contract/contribution.ts'
import { PageError } from '../contract/page-error.ts'
import type { Notice } from '../view/layout.ts'
import { consoleWords } from '../view/words/console.ts'
import { pressId } from './asked.ts'

const onceForm = /^[A-Za-z0-9_-]{22}$/

/** What became of a press, and where its page is. */
export interface Pressed {
  readonly id: string
  readonly next: string
  /** What is shown in its place, to whoever has pressed. */
  readonly onceOnly?: Page
}

/**
 * Does what a button asks for, once for each form: it is written down who asks for what before anything is done, and then
 * what came of it. A form that comes again changes nothing and leads to the same page.
 * @throws PageError 403 for somebody who may only look, 409 where the same form is being worked on; what `act` throws, beside UsageError
 */
export const press = async (asked: Asked, act: Act, form: URLSearchParams, from: string): Promise<Pressed> => {
  const { session, deployment, path, now } = asked
  const once = form.get('once') ?? ''
  if (session.role !== 'act') throw new PageError(403)
  if (!onceForm.test(once)) throw new PageError(400)
  const ledger = deployment.ledger()
  const id = pressId(once, path)
  const key = keys.press(session.hash, id)
  const begun: PressRecord = {
    ...key,
    kind: 'press',
    at: now.toISOString(),
    by: session.by,
    role: 'act',
    action: path,
    outcome: 'asked',
  }
  try {
    await ledger.commit([{ item: begun, expect: 'absent' }], now)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    return pressedBefore(await ledger.get<PressRecord>(key), id)
  }
  const finish = async (end: Pick<PressRecord, 'outcome' | 'answer' | 'next'>): Promise<void> => {
    log.info('pressed', { action: path, by: session.by, outcome: end.outcome })
    await ledger.commit([{ item: { ...begun, ...end }, expect: 1 }], now)
  }
  let done: Done
  try {
    done = await act(asked, form)
  } catch (error) {
    const refused = error instanceof UsageError || error instanceof PageError
    const said = consoleWords[asked.reader.language]
    await finish({
      outcome: refused ? 'refused' : 'failed',
      answer: refused ? `${redact(errorText(error))} ${said.refused}`.trim() : said.unknownEnd,
      next: from,
    })
    if (refused) return { id, next: from }
    throw error
  }
  await finish({ outcome: 'done', answer: done.said, next: done.next })
  return { id, next: done.next, ...(done.onceOnly ? { onceOnly: done.onceOnly } : {}) }
}

const pressedBefore = (record: Stored<PressRecord> | undefined, id: string): Pressed => {
  if (record?.next === undefined) throw new PageError(409)
  return { id, next: record.next }
}

/** What a press came to, for the page that follows it. */
export const noticeOf = async (asked: Asked): Promise<Notice | undefined> => {
  const id = asked.query('pressed')
  if (id === undefined || !/^[0-9a-f]{32}$/.test(id)) return undefined
  const record = await asked.deployment.ledger().get<PressRecord>(keys.press(asked.session.hash, id))
  return record?.answer === undefined ? undefined : { isGood: record.outcome === 'done', text: record.answer }
}
