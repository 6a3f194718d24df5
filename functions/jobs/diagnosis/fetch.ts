import type { CauseName } from './causes.ts'
import type { Clue } from './clue.ts'
import { type Finding, found, isAbsent } from './finding.ts'

type Outcome = 'network' | 'denied' | 'missing'

const outcomes: Readonly<Record<'pull' | 'secret' | 'file', Readonly<Record<Outcome, CauseName>>>> = {
  pull: { network: 'image-pull-network', denied: 'image-pull-denied', missing: 'image-not-found' },
  secret: { network: 'secrets-network', denied: 'secrets-denied', missing: 'secret-not-found' },
  file: { network: 'env-file-network', denied: 'env-file-denied', missing: 'env-file-not-found' },
}

/** What the task fetches from whom before it starts, and by which private endpoints. */
const services: Readonly<Record<string, { readonly service: string; readonly endpoint: string }>> = {
  'registry login': { service: 'ECR', endpoint: 'the endpoints ecr.api, ecr.dkr and s3' },
  parameter: { service: 'SSM Parameter Store', endpoint: 'the endpoint ssm' },
  secret: { service: 'Secrets Manager', endpoint: 'the endpoint secretsmanager' },
}

const outcomeOf = ({ fault, stage, tries }: Clue): readonly [Outcome, Finding['certainty']] => {
  if (isAbsent(fault) || fault === 'rate limit') return ['network', fault === 'unreachable' ? 'certain' : 'likely']
  if (fault === 'denied') return ['denied', 'certain']
  if (fault === 'missing') return ['missing', 'certain']
  if (fault !== undefined) return ['missing', 'likely']
  // ECS tries again what has no way through, and gives up at once on a refusal.
  if (tries !== undefined && tries > 2) return ['network', 'guess']
  if (stage === 'pull') return ['missing', 'guess']
  return [tries === undefined ? 'network' : 'denied', 'guess']
}

const grant = ({ action, target, words }: Clue): string | undefined => {
  if (action === undefined && words.includes('kms'))
    return 'Allow the execution role kms:Decrypt on the key of the secret.'
  if (action === undefined) return undefined
  return `Allow the execution role ${action}${target?.startsWith('arn:') ? ` on ${target}` : ''}.`
}

const named = ({ target }: Clue, advice: string): string | undefined => (target ? `${target}: ${advice}` : undefined)

/** Something could not be fetched that the task needs to start. */
const fetched = (kind: keyof typeof outcomes, clue: Clue): Finding => {
  const [outcome, sure] = outcomeOf(clue)
  const certainty = !clue.said && sure === 'certain' ? 'likely' : sure
  const cause = outcomes[kind][outcome]
  if (outcome === 'denied') return found(cause, certainty, { advice: grant(clue) })
  const from = services[clue.stage]
  if (outcome === 'network' && from)
    return found(cause, certainty, {
      what: `${from.service} could not be reached.`,
      advice: `Give the subnet NAT or ${from.endpoint}; its security group needs port 443 from the task, and the VPC needs DNS.`,
      retry: clue.fault === 'rate limit' ? 'yes' : undefined,
    })
  if (outcome === 'missing' && clue.fault === 'malformed' && kind === 'secret')
    return found(cause, certainty, {
      what: 'A secret of the task cannot be read as the job asks for it.',
      advice: named(clue, 'correct its ARN or field in the job, or its contents: a field needs a JSON object.'),
    })
  return found(cause, certainty)
}

export const pulled = (clue: Clue): Finding => {
  if (clue.fault === 'rate limit') return found('image-pull-rate-limit')
  if (clue.fault === 'platform') return found('image-platform-mismatch')
  if (clue.fault === 'format')
    return found('image-platform-mismatch', 'likely', {
      what: 'The image is there, but it holds something that the task cannot unpack and run.',
      advice:
        'Build it anew for its platform alone (docker buildx build --platform … --provenance=false), with one compression.',
    })
  if (clue.fault === 'machine') return found('runtime-error', 'likely')
  if (clue.fault === 'unavailable')
    return found('image-pull-network', 'likely', {
      what: 'The image registry did not answer as it should.',
      advice:
        'Try again; if it keeps happening, see whether the subnet reaches the registry, and S3, where ECR keeps the layers.',
    })
  if (clue.fault === 'malformed')
    return found('image-not-found', 'likely', {
      what: 'There is no image of that name that can be used.',
      advice: 'Correct the name, or build and push the image again.',
    })
  return fetched('pull', clue)
}

export const secretFetched = (clue: Clue): Finding => fetched('secret', clue)

/** The login of ECR is no secret of the task: who may not have it may not pull. */
export const signedIn = (clue: Clue): Finding => {
  const { cause, certainty, ...better } = fetched('secret', clue)
  if (cause !== 'secrets-denied') return found(cause, certainty, better)
  return found('image-pull-denied', certainty, { what: 'The execution role may not sign in to ECR.', ...better })
}
export const fileFetched = (clue: Clue): Finding => fetched('file', clue)
