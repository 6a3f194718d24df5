import type { StoppedTask } from './task.ts'

export type StoppedContainer = StoppedTask['containers'][number]

/** The container whose end counts, and the others of the task that its owner put there. */
export interface Containers {
  readonly main: StoppedContainer | undefined
  readonly others: readonly StoppedContainer[]
}

/** Containers that Fargate and ECS add by themselves. Their troubles stop nothing. */
const isAdded = (name: string): boolean => /^(aws-guardduty-agent|~internal~ecs|ecs-service-connect)/.test(name)

/** @param essential name of the essential container; one that is alone in its task is taken for it under any name */
export const tellApart = ({ containers }: StoppedTask, essential: string): Containers => {
  const alone = containers.length === 1 ? containers[0] : undefined
  const main = containers.find(({ name }) => name === essential) ?? alone
  return { main, others: containers.filter((each) => each !== main && !isAdded(each.name)) }
}

/** Exit codes of what ECS stops because another container of the task ended. */
const codesOfStopped: readonly (number | undefined)[] = [undefined, 137, 143]

/** Whether the main container may have ended because another one did. */
export const mayHaveFollowed = (main: StoppedContainer | undefined): boolean => codesOfStopped.includes(main?.exitCode)

/** A container that ended by itself and badly. */
export interface FallenContainer extends StoppedContainer {
  readonly exitCode: number
}

const hasFallen = (each: StoppedContainer): each is FallenContainer =>
  each.exitCode !== 0 && !codesOfStopped.includes(each.exitCode)

/** The container that ended by itself and badly, and so took the task with it. */
export const firstToFall = ({ main, others }: Containers): FallenContainer | undefined =>
  mayHaveFollowed(main) ? others.find(hasFallen) : undefined
