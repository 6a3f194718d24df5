import { countChanged, honestLogs, logFormats } from './access-logs.ts'

// npm run fuzz:logs -- [COUNT] [SEED]     changes each log so often (default 1300: more than 30,000 in all) and counts it

const [count = 1300, firstSeed = 1] = process.argv.slice(2).map(Number)
const mostMemory = 512 * 1024 ** 2
let failed = 0
let all = 0
for (const format of logFormats) {
  const outcomes: Record<string, number> = {}
  let slowest = 0
  for (const honest of honestLogs(format))
    for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
      const began = performance.now()
      const outcome = await countChanged(format, honest, seed).catch((error: unknown) => {
        console.error(error)
        failed += 1
        return 'FAILED'
      })
      slowest = Math.max(slowest, performance.now() - began)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      all += 1
    }
  console.log(`${format}: slowest ${Math.round(slowest)} ms`, outcomes)
}
const memory = process.memoryUsage.rss()
if (memory > mostMemory) failed += 1
console.log(`${all} changed logs, ${Math.round(memory / 1024 ** 2)} MiB`)
process.exitCode = failed > 0 ? 1 : 0
