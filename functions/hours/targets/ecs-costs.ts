import type { Service, TaskDefinition } from '@aws-sdk/client-ecs'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { Access, Costs, Item } from './target-kind.ts'

/** Task definitions that one look reads anew: the others come at the next ones, long before anything is stopped. */
const mostNew = 20

/** Gigabytes of a task's own storage that cost nothing. https://aws.amazon.com/fargate/pricing/ */
const freeGigabytes = 20

/** What one task costs for an hour, by the ARN of its definition: that names a revision, which never changes. */
const known = new Map<string, readonly Item[]>()
const maxKnown = 20_000

/** Whether tasks run on Fargate at its price on demand; nothing where no price is known, as of Fargate Spot, or the tasks cost nothing themselves. */
const launchOf = ({ launchType, capacityProviderStrategy = [] }: Service): 'fargate' | 'spot' | 'own' => {
  const providers = capacityProviderStrategy.map(({ capacityProvider }) => capacityProvider)
  if (providers.includes('FARGATE_SPOT')) return 'spot'
  if (providers.length > 0) return providers.every((each) => each === 'FARGATE') ? 'fargate' : 'own'
  return launchType === 'FARGATE' ? 'fargate' : 'own'
}

/**
 * What one task is billed by, as its definition says it. `512` and `.5 vCPU` are kept by ECS as numbers.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
 */
const itemsOf = ({ cpu, memory, runtimePlatform = {}, ephemeralStorage }: TaskDefinition): readonly Item[] => {
  const { cpuArchitecture = 'X86_64', operatingSystemFamily = 'LINUX' } = runtimePlatform
  const name = operatingSystemFamily.startsWith('WINDOWS') ? 'windows' : cpuArchitecture.toLowerCase()
  const [vcpu, gigabytes] = [Number(cpu) / 1024, Number(memory) / 1024]
  if (!(vcpu > 0 && gigabytes > 0)) return []
  const extra = (ephemeralStorage?.sizeInGiB ?? freeGigabytes) - freeGigabytes
  return [
    { item: `fargate:${name}:vcpu`, count: vcpu },
    { item: `fargate:${name}:gb`, count: gigabytes },
    ...(extra > 0 ? [{ item: 'fargate:storage', count: extra }] : []),
  ]
}

const read = async (arn: string, access: Access): Promise<readonly Item[] | undefined> => {
  const sdk = await import('../../../shared/sdk/ecs.ts')
  try {
    const answer = await access
      .client(sdk.ECSClient)
      .send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition: arn }))
    return itemsOf(answer.taskDefinition ?? {})
  } catch {
    // What something costs is never in the way of switching it: it comes at a later look, or counts nothing.
    return undefined
  }
}

const costsOf = (service: Service, task: readonly Item[]): Costs => ({
  running: task.map(({ item, count }) => ({
    item: launchOf(service) === 'spot' ? item.replace('fargate:', 'fargate-spot:') : item,
    count: count * (service.desiredCount ?? 0),
  })),
  stopped: [],
})

/**
 * What the tasks of services that run cost, by service: vCPU, memory and storage of Fargate. Tasks on instances cost nothing themselves. The
 * number of tasks is the one that is set.
 * @param services by `cluster/service`
 */
export const readCosts = async (
  services: ReadonlyMap<string, Service>,
  access: Access,
): Promise<ReadonlyMap<string, Costs>> => {
  const billed = [...services].filter(([, each]) => (each.desiredCount ?? 0) > 0 && launchOf(each) !== 'own')
  const arns = [...new Set(billed.flatMap(([, { taskDefinition }]) => taskDefinition ?? []))]
  const unread = arns.filter((arn) => !known.has(arn)).slice(0, mostNew)
  if (known.size + unread.length > maxKnown) known.clear()
  await inParallel(unread, 4, async (arn) => {
    const items = await read(arn, access)
    if (items) known.set(arn, items)
  })
  return new Map(
    billed.flatMap(([id, service]) => {
      const task = known.get(service.taskDefinition ?? '')
      return task && task.length > 0 ? [[id, costsOf(service, task)] as const] : []
    }),
  )
}
