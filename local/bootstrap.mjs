// Runs a script of the project on the project's own Node, and first installs what is missing.
//   node local/bootstrap.mjs <script.ts> [arguments]
// It starts on whatever Node the machine has, so it keeps to what Node 12 understands: an old Node gets a sentence, not a
// syntax error.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldestNode = 20
const root = fileURLToPath(new URL('..', import.meta.url))
const ownNode = join(root, 'node_modules', '.bin', 'node')
const installLog = join(root, '.nightshift', 'npm-ci.log')

const fail = (line) => {
  console.error(line)
  process.exit(1)
}

const readLock = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch (_error) {
    return undefined
  }
}

/** Whether node_modules holds what package-lock.json asks for. npm writes what it installed to node_modules/.package-lock.json. */
const isInstalled = () => {
  const wanted = readLock(join(root, 'package-lock.json'))
  const present = readLock(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !present || !existsSync(ownNode)) return false
  return Object.keys(wanted).every((path) => {
    if (path === '') return true
    const found = present[path]
    // Optional packages for other platforms are in the lock but are not installed.
    if (!found) return Boolean(wanted[path].optional || wanted[path].peer)
    return found.version === wanted[path].version && found.integrity === wanted[path].integrity
  })
}

/** The environment without our own node_modules/.bin, whose Node `npm ci` is about to remove. */
const machineEnvironment = () =>
  Object.assign(
    // A registry that does not answer is told after about 10 s instead of minutes; the user's own setting wins.
    { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_factor: '2' },
    process.env,
    {
      PATH: String(process.env.PATH)
        .split(delimiter)
        .filter((directory) => !directory.startsWith(join(root, 'node_modules')))
        .join(delimiter),
    },
  )

const whyInstallFailed = () => {
  const log = readFileSync(installLog, 'utf8')
  const at = relative(process.cwd(), installLog)
  if (/E(NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN)|EAI_AGAIN|network request/.test(log))
    return `The npm registry does not answer. Check the network, or \`npm config get registry\`, and run this again. (${at})`
  if (/EUSAGE/.test(log)) return `package-lock.json does not fit package.json: run \`npm install\` once. (${at})`
  if (/ENOSPC/.test(log)) return `The disk is full: npm could not write the packages. (${at})`
  if (/EACCES|EPERM/.test(log)) return `npm may not write node_modules: make this directory yours. (${at})`
  return `npm ci failed. ${at} says why.`
}

const install = (done) => {
  mkdirSync(join(root, '.nightshift'), { recursive: true })
  const log = openSync(installLog, 'w')
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const packages = Object.keys(readLock(join(root, 'package-lock.json')) || {}).length
  console.log(`Installing ${packages} packages with npm ci …`)
  const tick = setInterval(() => console.log(`  … still installing packages, ${seconds()} s`), 2500)
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    env: machineEnvironment(),
    stdio: ['ignore', log, log],
  })
  const stopForwarding = forwardSignals(npm)
  npm.on('error', (error) => fail(`npm cannot be started (${error.message}). It comes with Node: put it on the PATH.`))
  npm.on('exit', (code, signal) => {
    clearInterval(tick)
    closeSync(log)
    stopForwarding()
    if (signal) return process.kill(process.pid, signal)
    if (code !== 0) return fail(whyInstallFailed())
    if (!existsSync(ownNode))
      return fail(
        'The package `node` did not bring its binary. Allow install scripts: npm config delete ignore-scripts',
      )
    console.log(`Packages installed in ${seconds()} s.`)
    return done()
  })
}

const forwardSignals = (child) => {
  const forwards = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const forward = () => child.kill(signal)
    process.on(signal, forward)
    return () => process.removeListener(signal, forward)
  })
  return () => {
    for (const stop of forwards) stop()
  }
}

const run = () => {
  const child = spawn(ownNode, process.argv.slice(2), { cwd: root, stdio: 'inherit' })
  const stopForwarding = forwardSignals(child)
  child.on('error', (error) => fail(`${relative(process.cwd(), ownNode)} cannot be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    stopForwarding()
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code
  })
}

const version = Number(process.versions.node.split('.')[0])
if (version < oldestNode)
  fail(
    `Node ${process.versions.node} is too old: Nightshift needs ${oldestNode} or newer. See https://nodejs.org/download`,
  )
else if (process.argv.length < 3) fail('Usage: node local/bootstrap.mjs <script.ts> [arguments]')
else if (isInstalled()) run()
else install(run)
