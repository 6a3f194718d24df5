import type { Change } from '../../../../api/changes.ts'
import { type TargetTime, targetTimes } from '../../../../api/hours/day.ts'
import type { Asked, TellNight } from '../../contract/contribution.ts'
import type { Attention, Item, Lane, Span } from '../../contract/night.ts'
import { buttonLink } from '../../view/links.ts'
import { changeItem, changesOf } from '../../view/night/changes.ts'
import { durationText, timeText } from '../../view/times.ts'
import { hoursWords } from '../../view/words/hours.ts'
import { targetPath } from './paths.ts'

/** Minutes without a look after which it says so, as `nightshift status` does. */
const quietMinutes = 15

const isWithin = ({ from, until }: Span, at: string): boolean => at >= from.toISOString() && at <= until.toISOString()

const itemsOf = (
  asked: Asked,
  span: Span,
  { target, off, trouble }: TargetTime,
  changes: readonly Change[],
): Item[] => {
  const { reader } = asked
  const say = hoursWords[reader.language]
  const path = targetPath(target)
  return [
    ...off.map(
      ({ from, until, goesOn }): Item => ({
        from,
        until: goesOn ? 'now' : until,
        look: 'off',
        title: goesOn
          ? say.isOff(target, timeText(reader, from))
          : say.wasOff(target, timeText(reader, from), timeText(reader, until)),
        path,
      }),
    ),
    ...changes.map((change) => ({ ...changeItem(asked, change), path })),
    ...(trouble && isWithin(span, trouble.since)
      ? [{ from: trouble.since, look: 'change-failed' as const, title: `${target}: ${trouble.words}`, path }]
      : []),
  ]
}

const attentionOf = (asked: Asked, times: readonly TargetTime[]): Attention[] => {
  const say = hoursWords[asked.reader.language]
  const seenTo = times[0]?.seenTo
  const isSilent = seenTo !== undefined && asked.now.getTime() - Date.parse(seenTo) > quietMinutes * 60_000
  return [
    ...(isSilent
      ? [
          {
            severity: 'warning' as const,
            title: say.silent,
            detail: say.silentDetail,
            since: seenTo,
            path: '/hours',
            action: buttonLink(asked, '/hours', say.look),
          },
        ]
      : []),
    ...times.flatMap(({ target, trouble }): Attention[] =>
      trouble
        ? [
            {
              severity: 'warning',
              title: say.troubleOf(target),
              detail: trouble.words,
              since: trouble.since,
              path: targetPath(target),
              action: buttonLink(asked, targetPath(target), say.look),
            },
          ]
        : [],
    ),
  ]
}

/** A lane for each target that was off, for how long all were, and what is not as its calendar wants it. */
export const hoursNight: TellNight = async (asked, span) => {
  const [times, changes] = await Promise.all([targetTimes(asked.deployment, span), changesOf(asked, span, 'hours')])
  const say = hoursWords[asked.reader.language]
  const off = times.filter((each) => each.off.length > 0)
  const seconds = off
    .flatMap((each) => each.off)
    .reduce((sum, { from, until }) => sum + (Date.parse(until) - Date.parse(from)) / 1_000, 0)
  const attention = attentionOf(asked, times)
  return {
    lanes: times.map(
      (each): Lane => ({
        id: `hours/${each.target}`,
        title: each.target,
        path: targetPath(each.target),
        items: itemsOf(
          asked,
          span,
          each,
          changes.filter(({ target }) => target === each.target),
        ),
        isWrong: each.trouble !== undefined,
      }),
    ),
    sentences: off.length > 0 ? [say.offSentence(off.length, durationText(asked.reader, seconds))] : [],
    attention,
  }
}
