import { type OffStretch, switchesSince } from '../../../../api/hours/switches.ts'
import type { Asked, TellNight } from '../../contract/contribution.ts'
import type { Attention, Item, Lane, Span } from '../../contract/night.ts'
import { changeItem, changesOf } from '../../view/night/changes.ts'
import { timeText } from '../../view/times.ts'
import { hoursWords } from '../../view/words/hours.ts'

const offItem = ({ reader }: Asked, { from: begin }: Span, { target, from, until }: OffStretch): Item => {
  const [since, end] = [from, until].map((at) => (at === undefined ? undefined : timeText(reader, at)))
  return {
    from: from ?? begin.toISOString(),
    until: until ?? 'now',
    look: 'off',
    title: hoursWords[reader.language].off(target, since, end),
  }
}

/** A lane for each target that was off or that a person changed, and the targets that are not as they should be. */
export const hoursNight: TellNight = async (asked, span) => {
  const say = hoursWords[asked.reader.language]
  const [{ stretches, targets }, changes] = await Promise.all([
    switchesSince(asked.deployment, span.from),
    changesOf(asked, span, 'hours'),
  ])
  const troubled = new Set(targets.filter(({ trouble }) => trouble).map(({ target }) => target))
  const names = new Set([...stretches, ...changes].map(({ target }) => target))
  const off = new Set(stretches.map(({ target }) => target))
  return {
    lanes: [...names].sort().map(
      (target): Lane => ({
        id: `hours/${target}`,
        title: target,
        items: [
          ...stretches.filter((each) => each.target === target).map((each) => offItem(asked, span, each)),
          ...changes.filter((each) => each.target === target).map((each) => changeItem(asked, each)),
        ],
        isWrong: troubled.has(target),
      }),
    ),
    sentences: off.size > 0 ? [say.wasOff(off.size)] : [],
    attention: targets.flatMap(({ target, trouble }): Attention[] =>
      trouble ? [{ severity: 'warning', title: say.trouble(target), detail: trouble.words, since: trouble.since }] : [],
    ),
  }
}
