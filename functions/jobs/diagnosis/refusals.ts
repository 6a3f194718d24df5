import { conclude } from './cause-of.ts'
import { clueOf } from './clue.ts'
import { codeFinding } from './codes.ts'
import { type Finding, found } from './finding.ts'
import { readText, type Said } from './text.ts'
import { failed, type Verdict } from './verdict.ts'

const finding = (text: string): Finding | undefined => {
  const clue = clueOf(readText(text))
  return clue && conclude(clue)
}

/**
 * The verdict when RunTask answered without a task.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 * @param arn of what failed, where ECS says it
 */
export const diagnoseFailure = (reason: string, detail = '', arn = ''): Verdict => {
  const text = [reason, detail, arn].filter((each) => each !== '').join(' ')
  const known = codeFinding(text) ?? finding(`${reason} ${detail}`)
  return failed(known ?? found('unknown', 'guess', { what: 'ECS did not start the task.' }), undefined, text)
}

/** Refusals that name neither role, cluster nor task definition. */
const otherRefusal = (name: string, { words, action }: Said): Finding => {
  // What Fargate does not do, a task definition asks of it.
  if (/task ?definition|fargate (configuration|only supports|requires)/.test(words))
    return found('task-definition-inactive', 'likely')
  if (action)
    return found('unknown', 'certain', {
      what: 'Nightshift itself may not start the task.',
      advice: `Allow its function ${action}; deploy again.`,
    })
  if (/^Blocked/.test(name))
    return found('unknown', 'certain', { what: 'AWS has blocked the account.', advice: 'Ask AWS Support.' })
  if (/^Server|unavailable|timeout/i.test(name))
    return found('unknown', 'likely', { what: 'ECS is not working at the moment.', retry: 'yes' })
  return found('unknown', 'guess', {
    what: 'ECS refuses to start the task.',
    advice: 'Fix in the job what it complains about.',
  })
}

/**
 * The verdict when RunTask itself was refused for good.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html#API_RunTask_Errors
 * @param name of the exception
 */
export const diagnoseRefusal = (name: string, message: string): Verdict => {
  const text = `${name}: ${message}`
  return failed(finding(text) ?? otherRefusal(name, readText(text)), undefined, text)
}
