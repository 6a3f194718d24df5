import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringUp } from '../../local/bring-up.ts'
import { type Emulator, installEmulator } from '../../local/emulator.ts'
import { type Fargate, startFargate } from '../../local/fargate.ts'
import { type Guide, makeGuide } from '../../local/tour/guide.ts'
import { stopsOf } from '../../local/tour/tour.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'

// The whole deployment with IAM enforced: a function that its role does not allow something fails here.
const config = parseConfig(written, new Date())
const directory = mkdtempSync(join(tmpdir(), 'nightshift-tour-'))
let emulator: Emulator | undefined
let fargate: Fargate | undefined
let guide: Guide | undefined

beforeAll(async () => {
  const { endpoint, outputs } = await bringUp({
    config,
    installed: await installEmulator(() => {}),
    directory,
    enforceIam: true,
    onEmulator: (started) => {
      emulator = started
    },
    report: () => {},
    step: (_title, work) => work(),
  })
  const output = (name: string): string => outputs[name] ?? ''
  fargate = await startFargate({
    endpoint,
    region: config.region,
    clusters: [output('ClusterName')],
    vpcId: output('VpcId'),
    queueUrl: output('TaskChangesQueueUrl'),
  })
  guide = makeGuide({ endpoint, config, outputs })
}, 180_000)

afterAll(async () => {
  await fargate?.stop()
  await emulator?.stop()
  rmSync(directory, { recursive: true, force: true })
}, 30_000)

test.each(stopsOf(config).map((stop) => [stop.title, stop] as const))(
  '%s',
  async (_title, stop) => {
    if (!guide) throw new Error('Nothing is deployed')
    expect(await stop.visit(guide)).not.toHaveLength(0)
  },
  180_000,
)
