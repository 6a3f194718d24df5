import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { queueUrls } from './queue-urls.ts'

/** The address of a dead-letter queue. @throws UsageError naming those that there are */
export const deadLetterUrl = (deployment: Pick<Deployment, 'outputs'>, name: string): string => {
  const urls = queueUrls(deployment)
  const url = Object.hasOwn(urls, name) ? urls[name] : undefined
  if (url !== undefined && name.endsWith('DeadLetters')) return url
  const names = Object.keys(urls).filter((each) => each.endsWith('DeadLetters'))
  throw new UsageError(`"${name}" is not a dead-letter queue. There are: ${names.join(', ')}.`)
}
