import type { JobBoard } from '../../../../api/jobs/boards.ts'
import type { JobConfig } from '../../../../shared/config/jobs/schema.ts'
import { durationSeconds } from '../../../../shared/duration.ts'
import { usualSize } from '../../../../shared/jobs/fargate-sizes.ts'
import type { Asked } from '../../contract/contribution.ts'
import { facts } from '../../view/facts.ts'
import { type Html, html } from '../../view/html.ts'
import { durationText, numberText } from '../../view/times.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { ruleFacts } from './rule-facts.ts'

/** The size of a job's tasks in words. @param own what a person gave to one run alone */
export const sizeText = (
  { reader }: Pick<Asked, 'reader'>,
  definition: Pick<JobConfig, 'taskDefinition' | 'cpu' | 'memory'> | undefined,
  own: { readonly cpu?: number | undefined; readonly memory?: number | undefined } = {},
): string => {
  const say = jobsWords[reader.language]
  const isForeign = definition === undefined || definition.taskDefinition !== undefined
  const cpu = own.cpu ?? (isForeign ? undefined : (definition.cpu ?? usualSize.cpu))
  const memory = own.memory ?? (isForeign ? undefined : (definition.memory ?? usualSize.memory))
  const said = [
    ...(cpu === undefined ? [] : [say.cpu(numberText(reader, cpu / 1_024, 2))]),
    ...(memory === undefined ? [] : [say.memory(numberText(reader, memory))]),
  ].join(', ')
  const isOwn = own.cpu !== undefined || own.memory !== undefined
  return said === '' ? say.sizeOfDefinition : isOwn ? `${said} (${say.ownSize})` : said
}

/** How a job is set up, as far as it says what its runs do. */
export const jobFacts = (asked: Asked, { definition, row }: JobBoard): Html => {
  const { reader } = asked
  const say = jobsWords[reader.language]
  const duration = (text: string): string => durationText(reader, durationSeconds(text))
  const { image, taskDefinition, command, overlap, startWithin, runTimeout, retries, needs, owner } = definition
  return html`<section aria-labelledby="facts"><h2 id="facts">${say.facts}</h2>
${facts([
  [say.owner, owner && html`<bdi>${owner}</bdi>`],
  [say.image, image && html`<code>${image}</code>`],
  [say.definition, taskDefinition && html`<code>${taskDefinition.family}</code>`],
  [say.command, command && html`<code>${command.join(' ')}</code>`],
  [say.size, sizeText(asked, definition)],
  [say.overlap, say.overlaps[overlap]],
  [say.startWithin, duration(startWithin)],
  [say.runTimeout, runTimeout === undefined ? say.noTimeout : duration(runTimeout)],
  [say.retries, say.retriesText(retries.limit, duration(retries.wait))],
  ...ruleFacts(asked, row, definition),
  [say.needs, needs.length > 0 && html`<code>${needs.join(' ')}</code>`],
])}</section>`
}
