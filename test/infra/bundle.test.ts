import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { bundle } from '../../infra/constructs/bundle.ts'

const outdir = mkdtempSync(join(tmpdir(), 'nightshift-bundle-'))
afterAll(() => rmSync(outdir, { recursive: true }))

// EC2's client makes it the largest of all: so many names that the minifier once made up the banner's own.
test.each(['functions/jobs/on-look.ts', 'functions/jobs/on-schedule.ts'])('the bundle of %s is a module', (entry) => {
  const target = { architecture: Architecture.X86_64, os: 'linux' }
  const folder = bundle({ entry, config: {}, packages: [], target, outdir })
  expect(() => execFileSync(process.execPath, ['--check', join(folder, 'index.mjs')], { stdio: 'pipe' })).not.toThrow()
})
