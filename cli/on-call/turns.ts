import { type NextTurns, nextTurns, type OnCallState, type TurnRow } from '../../api/alerts.ts'
import { UsageError } from '../../api/usage-error.ts'
import { suggestion } from '../../shared/config/explain.ts'
import { localTime, printRows } from '../print.ts'

/** How turns look to people. */
export const turnColumns = {
  Rotation: ({ rotation }: TurnRow) => rotation,
  Responder: ({ responder, by }: TurnRow) => `${responder ?? 'nobody'}${by === 'override' ? ' (override)' : ''}`,
  From: ({ from }: TurnRow) => localTime(from),
  Until: ({ until }: TurnRow) => localTime(until),
} as const

/** Prints the next turns. @throws UsageError for a person whom the config does not have */
export const printTurns = ({ alerts, overrides }: OnCallState, asked: NextTurns, json: boolean): void => {
  const { who } = asked
  const people = Object.keys(alerts.responders)
  if (who !== undefined && !people.includes(who))
    throw new UsageError(`"${who}" is not a responder; there is: ${people.join(', ')}${suggestion(who, people)}`)
  printRows(nextTurns(alerts, asked, overrides), { json }, turnColumns, 'No turn in the next year.')
}
