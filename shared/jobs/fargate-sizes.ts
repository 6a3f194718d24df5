const gibibytes = (from: number, to: number, step = 1): readonly number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * 1024)

/**
 * The memory, in MiB, that Fargate offers with each CPU size, in CPU units.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
export const fargateMemory: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, gibibytes(1, 4)],
  [1024, gibibytes(2, 8)],
  [2048, gibibytes(4, 16)],
  [4096, gibibytes(8, 30)],
  [8192, gibibytes(16, 60, 4)],
  [16_384, gibibytes(32, 120, 8)],
])

export interface FargateSize {
  /** CPU units, 1,024 to a vCPU. */
  readonly cpu: number
  /** MiB. */
  readonly memory: number
}

/** What a task of ours has that names no size. */
export const usualSize: FargateSize = { cpu: 256, memory: 512 }

/** Why Fargate has no task of a size, for a person; nothing where it has. */
export const sizeFault = ({ cpu, memory }: FargateSize): string | undefined => {
  const offered = fargateMemory.get(cpu) ?? []
  return offered.includes(memory)
    ? undefined
    : `Fargate has no task with cpu ${cpu} and memory ${memory}. With cpu ${cpu} the memory is one of ${offered.join(', ')}; with memory ${memory} the cpu is one of ${[...fargateMemory].flatMap(([size, each]) => (each.includes(memory) ? size : [])).join(', ')}.`
}

/**
 * The smallest size with more memory than this one: more memory with the same CPU, else the next CPU that offers more.
 * @returns undefined where there is none
 */
export const nextFargateSize = ({ cpu, memory }: FargateSize): FargateSize | undefined => {
  for (const [size, offered] of fargateMemory) {
    const enough = size < cpu ? undefined : offered.find((each) => each > memory)
    if (enough !== undefined) return { cpu: size, memory: enough }
  }
  return undefined
}
