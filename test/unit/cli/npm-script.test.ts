import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'
import { terminal } from '../../../shared/terminal.ts'

/** Runs what a person copies from a text, with the arguments as a shell would hand them over. */
const run = (...parts: readonly string[]) => {
  const [program = '', ...script] = terminal.split(' ')
  return spawnSync(program, [...script, ...parts], { cwd: projectRoot, encoding: 'utf8', timeout: 60_000 })
}

describe('the command line by npm', () => {
  it('gets options as options, quoted words as one, and keeps its exit status and its words', () => {
    const { status, stdout, stderr } = run('incidents', '--json', '--limit', "a 'b' $HOME;")
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(`"a 'b' $HOME;"`)
    expect(stderr).not.toMatch(/npm (error|warn|ERR)/)
  }, 70_000)

  it('hands a second -- on, so that what follows it is the job’s command', () => {
    const { status, stderr } = run('on-call', '--', '--json', 'a b')
    expect(status).toBe(2)
    expect(stderr).toContain('too many arguments')
  }, 70_000)

  it('is what every text says: outside the checkout, npx would run whatever the registry has under that name', () => {
    const files = globSync('{README,CONTRIBUTING,CHANGELOG}.md', { cwd: projectRoot })
      .concat(globSync('{docs,cli,functions,infra,local,shared,api}/**/*.{md,ts}', { cwd: projectRoot }))
      .filter((file) => file !== 'shared/terminal.ts')
    const wrong = files.filter((file) => readFileSync(join(projectRoot, file), 'utf8').includes('npx nightshift'))
    expect(files.length).toBeGreaterThan(300)
    expect(wrong).toEqual([])
  })
})
