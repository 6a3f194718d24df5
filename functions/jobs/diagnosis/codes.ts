import { type Finding, found } from './finding.ts'

const code =
  /^[ \t]*(?:\d{1,4} time\(s\): )*(?:TaskFailedToStart: )?(AGENT|ATTRIBUTE|LOCATION|MISSING|INACTIVE)\b|\b(RESOURCE):[A-Z]|encountered\s+error\s+"(AGENT)"/m

/**
 * What one of ECS's codes for "no task" means. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 * @param text the code, and the ARN or detail that came with it
 */
export const codeFinding = (text: string): Finding | undefined => {
  const [, word, resource, agent] = code.exec(text) ?? []
  if (resource) return found('capacity')
  if (word === 'AGENT' || agent) return found('agent')
  if (word === 'ATTRIBUTE' || word === 'LOCATION')
    return found('capacity', 'likely', {
      what: 'No machine in the cluster can take this task: it asks for something that none of them has.',
      advice: 'Compare the requirements and zones of the task definition with the cluster.',
      retry: 'no',
    })
  if (!word) return undefined
  if (/:cluster\/|\bcluster\b/i.test(text)) return found('cluster-inactive')
  if (/container-instance/i.test(text)) return found('agent', 'likely')
  return found('task-definition-inactive')
}
