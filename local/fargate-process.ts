import { setTimeout as sleep } from 'node:timers/promises'
import { startFargate } from './fargate.ts'
import { readLocalState } from './state.ts'

// Fargate's stand-in as a process of its own, so that it can be left running. It reads where to work from local.json.
const state = readLocalState()
const cluster = state?.outputs.ClusterName
const queueUrl = state?.outputs.TaskChangesQueueUrl
if (state && cluster && queueUrl) {
  const { endpoint, region } = state
  const fargate = await startFargate({
    endpoint,
    region,
    clusters: [cluster],
    vpcId: state.outputs.VpcId,
    queueUrl,
    report: console.log,
  })
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  while (!stopping.signal.aborted) await sleep(60_000, undefined, { signal: stopping.signal }).catch(() => {})
  await fargate.stop()
}
