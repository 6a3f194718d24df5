import { log } from '../../../shared/log.ts'
import { type Answer, problemAnswer, textAnswer } from './answer.ts'
import type { LinkRequest } from './request.ts'
import type { LinkActions, ReportAnswer } from './view.ts'

const answerOf = (answer: ReportAnswer): Answer => {
  switch (answer.kind) {
    case 'taken':
      return textAnswer('taken\n', 202)
    case 'not json':
      return textAnswer(`${answer.fault}\n`, 400)
    case 'not signed':
      return textAnswer('the signature is missing, or does not match the secret of this source\n', 401)
    case 'too large':
      return textAnswer(`larger than ${answer.mostBytes} bytes: send fewer alerts at once\n`, 413)
    case 'too many':
      return textAnswer('more reports in this minute than the source may send (perMinute)\n', 429, {
        'retry-after': String(answer.retrySeconds),
      })
  }
}

/**
 * Answers a report of a source. Who has no token of one gets the same answer as for any other address that leads nowhere, whatever they
 * send.
 */
export const serveReport = async (
  token: string,
  request: LinkRequest,
  world: Pick<LinkActions, 'report'>,
  now: Date,
): Promise<Answer | undefined> => {
  // A contact point of Grafana and a webhook of healthchecks.io may be set to PUT.
  if (request.method !== 'POST' && request.method !== 'PUT') return problemAnswer(405, { allow: 'POST, PUT' })
  const answer = await world.report?.(token, { ...request.report, contentType: request.contentType }, now)
  if (!answer) return undefined
  log.info('report', { became: answer.kind })
  return answerOf(answer)
}
