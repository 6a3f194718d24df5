import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { madeConsole } from './console.ts'
import { run } from './records.ts'

const at = '2026-11-30T02:00:00.000Z'
const path = `/jobs/sync-stock/runs/${at}`

/** What a page shows after a run has ended, that it showed going on before. @param poll what the script sends along */
const shownAfter = async (poll: string | undefined): Promise<string> => {
  const console = madeConsole({ records: [run({ state: 'running', stoppedAt: undefined })] })
  const cookie = await console.signIn()
  const headers = poll === undefined ? {} : { 'x-nightshift-poll': poll }
  expect(await (await console.ask(path, { headers }, cookie)).text()).toContain('data-refresh="3"')
  const before = await console.ledger.get<RunRecord>(keys.run('sync-stock', at))
  if (!before) throw new Error('The run is in the ledger')
  const over: RunRecord = { ...before, state: 'succeeded' }
  await console.ledger.commit([{ item: over, expect: before.version }], console.deployment.now())
  return (await console.ask(path, { headers }, cookie)).text()
}

test.each([undefined, '3', '', 'x'])(
  'whoever asks, or follows every few seconds (%j), sees what is so now',
  async (poll) => {
    expect(await shownAfter(poll)).toContain('data-refresh="60"')
  },
)

test('pages that look again each minute share what was read a moment ago', async () => {
  expect(await shownAfter('60')).toContain('data-refresh="3"')
})
