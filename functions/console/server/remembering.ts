import type { Ledger } from '../../../shared/ledger/ledger.ts'

/** What was read, by what was asked. */
export interface Memory {
  readonly recall: (key: string) => Promise<unknown> | undefined
  readonly keep: (key: string, answer: Promise<unknown>) => void
  readonly forget: () => void
}

/** Remembers as long as it lives: for one request. */
export const requestMemory = (): Memory => {
  const known = new Map<string, Promise<unknown>>()
  return { recall: (key) => known.get(key), keep: (key, answer) => known.set(key, answer), forget: () => known.clear() }
}

/** Answers that are remembered at most. A page asks for some dozen. */
const mostAnswers = 200

/**
 * Remembers for some seconds, over requests: for pages that look again by themselves, so that ten people who have one open cost
 * what one does. What failed is not remembered.
 */
export const recentMemory = (seconds: number, now: () => Date): Memory => {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<unknown> }>()
  return {
    recall: (key) => {
      const found = known.get(key)
      return found && found.until > now().getTime() ? found.answer : undefined
    },
    keep: (key, answer) => {
      if (known.size >= mostAnswers) known.clear()
      known.set(key, { until: now().getTime() + seconds * 1_000, answer })
      answer.catch(() => known.delete(key))
    },
    forget: () => known.clear(),
  }
}

/** A ledger that reads the same thing once: what several capabilities ask for on one page is asked for together. A write forgets it all. */
export const rememberingLedger = (ledger: Ledger, memory: Memory): Ledger => {
  const once = <Answer>(name: string, asked: readonly unknown[], read: () => Promise<Answer>): Promise<Answer> => {
    const key = JSON.stringify([name, ...asked])
    const known = memory.recall(key) as Promise<Answer> | undefined
    if (known) return known
    const answer = read()
    memory.keep(key, answer)
    return answer
  }
  return {
    get: (key) => once('get', [key.pk, key.sk], () => ledger.get(key)),
    children: (pk, prefix) => once('children', [pk, prefix], () => ledger.children(pk, prefix)),
    lastChildren: (pk, limit) => once('lastChildren', [pk, limit], () => ledger.lastChildren(pk, limit)),
    list: (kind, options) => once('list', [kind, options], () => ledger.list(kind, options)),
    open: (word, until) => once('open', [word, until], () => ledger.open(word, until)),
    commit: (writes, now) => {
      memory.forget()
      return ledger.commit(writes, now)
    },
  }
}
