import { lambdaCosts } from '../../../bench/thumbnails/lambda.ts'

const byMemory = (processor: number) => new Map(lambdaCosts(processor).map((cost) => [cost.memory, cost]))

test('less memory than for a whole processor takes longer, and saves only on waiting', () => {
  const costs = byMemory(400)
  expect(costs.get(1769)?.milliseconds).toBe(550)
  expect(costs.get(512)?.milliseconds).toBeCloseTo(150 + (400 * 1769) / 512)
  // 0.55 s of 1.769 × 1000/1024 GB at $0.0000133334, and a fifth of a call at $0.0000002.
  expect(costs.get(1769)?.dollars).toBeCloseTo(12.67 + 0.04, 2)
  expect(costs.get(512)?.dollars).toBeLessThan(costs.get(1769)?.dollars ?? 0)
})

test('more memory than for a whole processor makes nothing faster', () => {
  const costs = byMemory(400)
  expect(costs.get(3008)?.milliseconds).toBe(550)
  expect(costs.get(3008)?.dollars).toBeGreaterThan(costs.get(1769)?.dollars ?? 0)
})
