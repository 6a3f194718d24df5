import { fargateMemory, nextFargateSize } from '../../../shared/jobs/fargate-sizes.ts'

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
test.each([
  [256, [512, 1024, 2048]],
  [512, [1024, 2048, 3072, 4096]],
  [1024, [2048, 3072, 4096, 5120, 6144, 7168, 8192]],
  [2048, [4096, 5120, 6144, 7168, 8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384]],
])('with %s units of CPU Fargate offers the memory that AWS lists', (cpu, memory) => {
  expect(fargateMemory.get(cpu)).toEqual(memory)
})

test('four vCPU have 8 to 30 GB, in steps of one', () => {
  expect(fargateMemory.get(4096)).toEqual(Array.from({ length: 23 }, (_, index) => 8192 + index * 1024))
  expect([...fargateMemory.keys()]).toEqual([256, 512, 1024, 2048, 4096, 8192, 16_384])
})

test('eight vCPU have 16 to 60 GB in steps of four, sixteen 32 to 120 GB in steps of eight', () => {
  expect(fargateMemory.get(8192)).toEqual([16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60].map((size) => size * 1024))
  expect(fargateMemory.get(16_384)).toEqual(
    [32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120].map((size) => size * 1024),
  )
})

test.each([
  [256, 512, { cpu: 256, memory: 1024 }],
  [256, 2048, { cpu: 512, memory: 3072 }],
  [512, 2048, { cpu: 512, memory: 3072 }],
  [512, 4096, { cpu: 1024, memory: 5120 }],
  [4096, 30_720, { cpu: 8192, memory: 32_768 }],
  [8192, 61_440, { cpu: 16_384, memory: 65_536 }],
  [16_384, 122_880, undefined],
])('the next size after %s units and %s MiB has more memory', (cpu, memory, next) => {
  expect(nextFargateSize({ cpu, memory })).toEqual(next)
})
