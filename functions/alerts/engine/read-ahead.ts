import { subjectsOf } from '../../../shared/hours/planned-off.ts'
import type { LedgerItem, LedgerKey, Stored } from '../../../shared/ledger/ledger.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { targetsAt } from '../../../shared/on-call/targets.ts'
import type { Transition } from '../intake/index.ts'
import { route } from '../rules/routing.ts'
import type { World } from '../world/world.ts'

/** Answers by the question, each asked once. */
const remembered = <Input extends readonly unknown[], Answer>(ask: (...input: Input) => Promise<Answer>) => {
  const answers = new Map<string, Promise<Answer>>()
  return (...input: Input): Promise<Answer> => {
    const question = JSON.stringify(input)
    const answer = answers.get(question) ?? ask(...input)
    answers.set(question, answer)
    // It may be asked ahead and never be needed; whoever needs it gets the error too.
    answer.catch(() => undefined)
    return answer
  }
}

/**
 * The same world, in which what the decision on an alarm reads one after the other has been asked for at once: what is open, the
 * money spent, and the mailboxes of the people whom it is likely to page. Where they turn out to be others, these are read then.
 * What is read again is remembered, so it is for one try: after a conflict everything is read anew.
 */
export const readAhead = (transition: Transition, world: World): World => {
  if (transition.state !== 'ALARM') return world
  const { config, ledger, now } = world
  const get = remembered((key: LedgerKey) => ledger.get<LedgerItem>(key))
  const children = remembered((pk: string, prefix?: string) => ledger.children<LedgerItem>(pk, prefix))
  const open = remembered((word: string, until?: string) => ledger.open<LedgerItem>(word, until))
  const spent = remembered(world.spent)
  spent()
  const [first] = policyOf(config, route(config, transition, transition.tags ?? {}).policy).steps
  for (const to of first ? targetsAt(config, first.notify, now) : []) children(keys.mailbox(to, '').pk)
  if (config.inhibits.length > 0) open('incident')
  if (world.switchesOff) for (const subject of subjectsOf(transition, world.listedAlarms)) get(keys.plannedOff(subject))
  return {
    ...world,
    spent,
    ledger: {
      ...ledger,
      get: <Item extends LedgerItem>(key: LedgerKey) => get(key) as Promise<Stored<Item> | undefined>,
      children: <Item extends LedgerItem>(...question: Parameters<typeof children>) =>
        children(...question) as Promise<Stored<Item>[]>,
      open: <Item extends LedgerItem>(...question: Parameters<typeof open>) =>
        open(...question) as Promise<Stored<Item>[]>,
    },
  }
}
