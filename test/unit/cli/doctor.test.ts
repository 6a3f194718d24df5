import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'

/** The doctor in a home without any credentials. */
const run = (...words: readonly string[]) => {
  const home = mkdtempSync(join(tmpdir(), 'nightshift-home-'))
  const { AWS_ENDPOINT_URL: _, AWS_PROFILE: __, AWS_ACCESS_KEY_ID: ___, ...rest } = process.env
  const env = { ...rest, HOME: home, AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' }
  try {
    return spawnSync(process.execPath, [join(projectRoot, 'cli', 'main.ts'), 'doctor', ...words], {
      cwd: projectRoot,
      encoding: 'utf8',
      timeout: 60_000,
      env,
    })
  } finally {
    rmSync(home, { recursive: true })
  }
}

// While the laptop's Nightshift runs in this directory, the command line talks to it.
const isRunning = existsSync(join(projectRoot, '.nightshift', 'local.json'))

describe('nightshift doctor', () => {
  ;(isRunning ? it.skip : it)(
    'exits with 1 where not all is well, and prints an array of records',
    () => {
      const { status, stdout } = run('--json')
      expect(status).toBe(isRunning ? 0 : 1)
      const rows: readonly { readonly check: string; readonly state: string }[] = JSON.parse(stdout)
      expect(rows.length).toBeGreaterThan(15)
      expect(rows[0]).toMatchObject({ check: 'credentials', state: isRunning ? 'not known here' : 'unknown' })
    },
    70_000,
  )

  it('exits with 2 for bad use', () => {
    const { status, stdout, stderr } = run('email')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain("too many arguments for 'doctor'")
  }, 70_000)
})
