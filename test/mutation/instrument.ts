import { type Mutation, mutationsIn } from './mutations.ts'

interface Edit {
  readonly at: number
  /** How many characters of the source it takes the place of. */
  readonly instead: number
  readonly text: string
  /** At one place what closes comes before what opens, the outer opens before the inner and closes after it. */
  readonly order: number
}

/** What stands before, in the middle of, and behind an expression, so that the probe decides which of the two is done. */
const wrapping = ({ kind, name, text }: Mutation, id: number): readonly [string, string, string] => {
  const [operator = ''] = name.split(' ')
  if (kind === 'operator') return [`$probe.of['${operator}'](${id},`, ',', ')']
  if (kind === 'choice') return [`$probe.same($probe.goesOn['${operator}'](${id},`, ')?(', '):$probe.left)']
  if (kind === 'negation') return ['', `$probe.not(${id},`, ')']
  const value = `$probe.value(${id},`
  return kind === 'key' ? [`[${value}`, '', `,${text})]`] : [value, '', `,${text})`]
}

const editsOf = (mutation: Mutation, id: number): Edit[] => {
  const { whole, start, end, kind } = mutation
  const [before, middle, after] = wrapping(mutation, id)
  const replaces = kind !== 'value' && kind !== 'key'
  return [
    { at: whole.start, instead: 0, text: before, order: 1e9 - whole.end },
    ...(replaces ? [{ at: start, instead: end - start, text: middle, order: 2e9 }] : []),
    { at: whole.end, instead: 0, text: after, order: -whole.start },
  ]
}

/**
 * A TypeScript source in which every small change waits at its place until the probe is asked for it.
 * @param firstId the number of its first change; the others follow in the order of `mutationsIn`
 */
export const instrumented = (source: string, firstId: number): string => {
  const edits = mutationsIn(source).flatMap((mutation, index) => editsOf(mutation, firstId + index))
  let [done, at] = ['', 0]
  for (const edit of edits.sort((one, other) => one.at - other.at || one.order - other.order)) {
    done += source.slice(at, edit.at) + edit.text
    at = edit.at + edit.instead
  }
  return done + source.slice(at)
}
