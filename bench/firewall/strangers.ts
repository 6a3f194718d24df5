import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Corpus } from './corpus.ts'

/** Requests with a 4xx in a minute, from which on a client offends: what all contestants look for. */
export const threshold = 8

const has = (program: string): boolean => spawnSync('which', [program]).status === 0

export const hasAwk = (): boolean => has('zcat') && has('awk')

const awkOf = {
  cloudfront: `BEGIN { FS = "\\t" } !/^#/ && $9 >= 400 && $9 < 500 { n[$5 " " $1 " " substr($2, 1, 5)]++ }`,
  alb: `$9 >= 400 && $9 < 500 { client = $4; sub(/:[0-9]+$/, "", client); n[client " " substr($2, 1, 16)]++ }`,
} as const

/** Addresses as `zcat | awk` finds them. @param file the corpus, packed */
export const byAwk = (file: string, { format }: Pick<Corpus, 'format'>): string[] => {
  const program = `${awkOf[format]} END { for (k in n) if (n[k] >= ${threshold}) { split(k, p, " "); print p[1] } }`
  const out = execFileSync('sh', ['-c', `zcat "$1" | awk "$2" | sort -u`, 'sh', file, program], { encoding: 'utf8' })
  return out.split('\n').filter(Boolean).sort()
}

/** The caller's copy of AWS WAF Security Automations (aws-solutions/aws-waf-security-automations), 4.x. */
export const wsaPath = (): string | undefined => {
  const path = process.env.WSA_PATH
  return path !== undefined && existsSync(path) ? path : undefined
}

/** Its own two steps, with what reaches for AWS left out; it removes the file that it has read. */
const script = `
import json, os, shutil, sys, tempfile, time, logging
from unittest.mock import MagicMock
root, file, kind, threshold = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
for name in ('lib', 'lib.waflibv2', 'lib.s3_util'):
    sys.modules[name] = MagicMock()
for base, folders, files in os.walk(root):
    if 'lambda_log_parser.py' in files:
        sys.path.insert(0, base)
from lambda_log_parser import LambdaLogParser
copy = shutil.copy(file, tempfile.mktemp())
log = logging.getLogger('wsa')
log.disabled = True
parser = LambdaLogParser(log)
parser.config = {'general': {'errorThreshold': threshold, 'errorCodes': ['400', '401', '403', '404', '405']}, 'uriList': {}}
began = time.perf_counter()
try:
    counter, outstanding = parser.read_log_file(copy, kind, 0)
    found = parser.get_general_outstanding_requesters(counter, outstanding, 'errorThreshold', '')
    print(json.dumps({'seconds': time.perf_counter() - began, 'found': sorted(found['general'])}))
except Exception as error:
    print(json.dumps({'seconds': time.perf_counter() - began, 'found': [], 'gaveUp': str(error)}))
`

export interface WsaRun {
  readonly seconds: number
  readonly found: readonly string[]
  readonly gaveUp?: string
}

/** WSA's parser on a file, or why it could not be run. */
export const byWsa = (path: string, file: string, { format }: Pick<Corpus, 'format'>): WsaRun | string => {
  const given = ['-c', script, path, file, format, String(threshold)]
  const run = spawnSync('python3', given, { encoding: 'utf8', timeout: 120_000 })
  if (run.status !== 0) return run.stderr.trim().split('\n').at(-1) ?? 'python3 failed'
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}') as WsaRun
}
