import type { Clue } from './clue.ts'
import { fileFetched, pulled, secretFetched, signedIn } from './fetch.ts'
import { type Finding, found, isAbsent } from './finding.ts'
import type { Stage } from './stages/stage.ts'

const logged = ({ fault, action, target, words }: Clue): Finding => {
  if (isAbsent(fault))
    return found('log-driver', 'certain', {
      what: 'CloudWatch Logs could not be reached.',
      advice: 'Give the subnet NAT or the endpoint logs; its security group needs port 443 from the task.',
      retry: 'once',
    })
  if (fault === 'denied' || action)
    return found('log-driver', 'certain', {
      what: 'The execution role may not write to the log group.',
      advice: `Allow it ${action ?? 'logs:CreateLogStream and logs:PutLogEvents'}${target?.startsWith('arn:') ? ` on ${target}` : ''}${action === 'logs:CreateLogGroup' ? ', or create the log group' : ''}.`,
    })
  if (fault === 'missing')
    return found('log-driver', 'certain', {
      what: 'The log group does not exist.',
      advice: 'Create it in the region that the task definition names.',
    })
  return found('log-driver', words.includes('logg') ? 'certain' : 'likely')
}

const mounted = ({ fault, words }: Clue): Finding => {
  if (words.includes('no such file or directory') || words.includes('access denied'))
    return found('efs-mount', 'certain', {
      advice:
        'Check that the directory exists in the file system, and that its policy and the role of the task allow the mount.',
      retry: 'no',
    })
  return found('efs-mount', 'certain', { retry: fault === 'denied' ? 'no' : undefined })
}

const stored = ({ words }: Clue): Finding =>
  words.includes('space')
    ? found('ephemeral-storage', 'certain', {
        what: 'The image does not fit into the storage of the task.',
        advice: 'Make the image smaller, or give the task definition more ephemeral storage (up to 200 GiB).',
        retry: 'no',
      })
    : found('ephemeral-storage')

/** A subnet or a group that is not there, or that does not fit the others. */
const misplaced = ({ words, fault, target }: Clue): Finding | undefined => {
  const what = /security ?group|invalidgroup/.test(words) ? 'security group' : 'subnet'
  const name = target && /^(subnet|sg)-/.test(target) ? ` ${target}` : ''
  const advice = 'Correct the network of the job in the config, or deploy again.'
  if (/(same|different) (vpc|network)/.test(words))
    return found('eni-provisioning', 'certain', {
      what: 'The subnets and security groups of the task are not in one VPC.',
      advice,
      retry: 'no',
    })
  const isMissing =
    fault === 'missing' || /invalid(subnetid|subnet|group|groupid|securitygroupid)\.?notfound/.test(words)
  if (!isMissing) return undefined
  return found('eni-provisioning', 'certain', {
    what: `The ${what}${name} of the task does not exist.`,
    advice,
    retry: 'no',
  })
}

const attached = (clue: Clue): Finding => {
  const { words, fault } = clue
  const misplacement = misplaced(clue)
  if (misplacement) return misplacement
  if (words.includes('policy') || fault === 'denied')
    return found('eni-provisioning', 'certain', {
      what: 'A policy of the account forbids the network interface of the task.',
      advice: 'Look at the tag policies and service control policies of the organisation.',
      retry: words.includes('authfailure') ? 'yes' : 'no',
    })
  if (words.includes('insufficientfreeaddresses') || words.includes('public ip'))
    return found('eni-provisioning', 'certain', {
      what: 'The subnet has no free address for the task.',
      advice: 'Use more or larger subnets, or start fewer tasks at a time.',
    })
  return found('eni-provisioning')
}

const placed = ({ words, fault }: Clue): Finding => {
  if (fault === 'rate limit' || /request ?limit|throttl|rate exceeded|rate limit/.test(words))
    return found('capacity', 'likely', {
      what: 'AWS throttled the start of the task: too many requests came at once.',
      advice: 'Try again; if it keeps happening, spread the schedules of the jobs.',
    })
  if (words.includes('limit'))
    return found('capacity', 'certain', {
      what: 'The account is running or starting as many tasks as it is allowed to.',
      advice: 'Start fewer at a time, or have the Fargate quota raised.',
    })
  if (fault === 'denied')
    return found('unknown', 'likely', { what: 'ECS may not start instances for its capacity provider.' })
  return found('capacity')
}

const started = ({ fault, words }: Clue): Finding => {
  if (fault === 'platform') return found('image-platform-mismatch')
  const ofCommand =
    /container process\W*(caused)?\W*exec: /.test(words) ||
    (words.includes('exec: ') && /no such file|permission denied|is a directory/.test(words))
  if (fault === 'command' || ofCommand) return found('bad-command')
  return found('runtime-error', words.includes('timed out') ? 'certain' : 'likely')
}

const conclusions: Readonly<Record<Stage, (clue: Clue) => Finding>> = {
  spot: () => found('spot-interruption'),
  host: () => found('host-terminated'),
  health: () => found('health-check-failed'),
  memory: () => found('out-of-memory'),
  deployment: () => found('deployment'),
  user: () => found('user-stopped'),
  'env file': fileFetched,
  log: logged,
  'file system': mounted,
  storage: stored,
  pull: pulled,
  'registry login': signedIn,
  parameter: secretFetched,
  secret: secretFetched,
  'network interface': attached,
  role: () => found('role-cannot-be-assumed'),
  cluster: () => found('cluster-inactive'),
  'task definition': () => found('task-definition-inactive', 'likely'),
  placement: placed,
  agent: () => found('agent'),
  dependency: () =>
    found('never-started', 'certain', {
      what: 'A container that this one waits for did not do its part.',
      retry: 'no',
    }),
  create: started,
  start: started,
  runtime: ({ words }) =>
    // ECS says InternalError of much that is none.
    found('runtime-error', words.includes('internalerror') ? 'likely' : 'certain', {
      retry: /cannotstop|cannotinspect|containervanished/.test(words) ? 'no' : undefined,
    }),
}

/** The cause that follows from where it failed and how. Of a place that is only half said, nothing is certain. */
export const conclude = (clue: Clue): Finding => {
  const finding = conclusions[clue.stage](clue)
  return clue.stageSaid || finding.certainty !== 'certain' ? finding : { ...finding, certainty: 'likely' }
}
