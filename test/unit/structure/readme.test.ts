import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'
import { defineConfig, own, parseConfig, ssm } from '../../../shared/config/define-config.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'
import { errorText } from '../../../shared/errors.ts'

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8')
const now = new Date('2026-11-30T00:00:00Z')

/** The config that the README shows. It has no types, so JavaScript can read it as it stands. */
const shown = (): ConfigInput => {
  const [, block = ''] = /```ts\n(import \{ defineConfig[\s\S]*?)```/.exec(readme) ?? []
  const body = block.replace(/^import .*$/m, '').replace('export const config =', 'return')
  return new Function('defineConfig', 'own', 'ssm', body)(defineConfig, own, ssm)
}

describe('the README', () => {
  it('shows a config that holds', () => {
    expect(parseConfig(shown(), now)).toMatchObject({ name: 'corner-shop', alerts: { onCall: 'shop' } })
  })

  it('shows what is reported of mistakes in it, word by word', () => {
    const config = structuredClone(shown()) as unknown as Record<string, Record<string, unknown>>
    const wrong = {
      ...config,
      thumbnails: { size: config.thumbnails?.sizes },
      alerts: { ...config.alerts, onCall: 'primry' },
      jobs: {
        'nightly-report': { ...(config.jobs?.['nightly-report'] as object), schedule: 'cron(30 2 * * * *)' },
      },
    }
    const report = (): string => {
      try {
        parseConfig(wrong as unknown as ConfigInput, now)
        return ''
      } catch (error) {
        return errorText(error)
      }
    }
    const [, block = ''] = /```\n(nightshift\.config\.ts: \d+ problems[\s\S]*?)\n```/.exec(readme) ?? []
    expect(report()).toBe(block)
  })
})
