import { setTimeout as sleep } from 'node:timers/promises'
import { extractor } from './emf.ts'
import { startFargate } from './fargate.ts'
import { noteTask, readLocalState } from './state.ts'

// What stands in for Fargate, and for CloudWatch's look at functions' logs, as a process of its own, so that it can be left
// running. It reads where to work from local.json.
const state = readLocalState()
if (state) {
  const { endpoint, region, outputs } = state
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const extracted = extractor({ endpoint, region, report: console.log }).run(stopping.signal)
  const cluster = outputs.ClusterName
  const queueUrl = outputs.TaskChangesQueueUrl
  const fargate =
    cluster && queueUrl
      ? await startFargate({
          endpoint,
          region,
          clusters: [cluster, ...(outputs.ProofClusterName ? [outputs.ProofClusterName] : [])],
          vpcId: outputs.VpcId,
          queueUrl,
          report: console.log,
          note: noteTask,
        })
      : undefined
  while (!stopping.signal.aborted) await sleep(60_000, undefined, { signal: stopping.signal }).catch(() => {})
  await fargate?.stop()
  await extracted
}
