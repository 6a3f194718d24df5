import { type CloudWatchClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { errorName } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import type { Transition } from '../intake/index.ts'
import { usesTags } from '../rules/routing.ts'

/** The rules that may ask for tags. */
export type TagRules = Pick<AlertsConfig, 'routes' | 'silences' | 'inhibits'>

/** Reads the tags of an alarm; none where no rule asks for them, or AWS does not say. */
export const tagReader =
  (cloudWatch: () => Pick<CloudWatchClient, 'send'>) =>
  async (
    { arn, tags }: Pick<Transition, 'arn' | 'tags'>,
    rules: TagRules,
  ): Promise<Readonly<Record<string, string>>> => {
    if (tags || !arn?.includes(':cloudwatch:') || !usesTags(rules)) return tags ?? {}
    try {
      const { Tags = [] } = await cloudWatch().send(new ListTagsForResourceCommand({ ResourceARN: arn }))
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
    } catch (error) {
      // A page that goes the default way is better than none.
      log.warn('no tags', { error: errorName(error) })
      return {}
    }
  }
