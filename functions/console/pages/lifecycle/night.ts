import { failingBuckets } from '../../../../api/lifecycle/failing.ts'
import type { TellNight } from '../../contract/contribution.ts'
import type { Attention, Lane } from '../../contract/night.ts'
import { engineText } from '../../view/engine-text.ts'
import { actionForm } from '../../view/form.ts'
import { changeItem, changesOf } from '../../view/night/changes.ts'
import { lifecycleWords } from '../../view/words/lifecycle.ts'

/** A lane for each bucket of which the rules were changed, and the buckets that are not at their policy. */
export const lifecycleNight: TellNight = async (asked, span) => {
  const say = lifecycleWords[asked.reader.language]
  const [changes, failing] = await Promise.all([changesOf(asked, span, 'lifecycle'), failingBuckets(asked.deployment)])
  const action = actionForm(asked, { path: '/lifecycle/apply', label: say.apply })
  return {
    lanes: [...Map.groupBy(changes, ({ target }) => target)].map(
      ([bucket, each]): Lane => ({
        id: `bucket/${bucket}`,
        title: bucket,
        path: '/lifecycle',
        items: each.map((change) => changeItem(asked, change)),
      }),
    ),
    sentences: changes.length > 0 ? [say.changed(changes.length)] : [],
    attention: failing.map(
      ({ bucket, reason, since }): Attention => ({
        severity: 'warning',
        title: say.failing(bucket),
        detail: engineText(asked.reader.language, reason ?? ''),
        since,
        path: '/lifecycle',
        ...(action ? { action } : {}),
      }),
    ),
  }
}
