import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { frontOf, lengthsOf, messageOf, prefixBytes } from '../../functions/thumbnails/decode/message.ts'
import type { Done, Work } from '../../functions/thumbnails/decode/work.ts'
import { bundle, type Target } from '../../infra/constructs/bundle.ts'
import { besideTheCode } from '../../infra/functions/thumbnails/thumbnails.ts'
import { zipDirectory } from '../../local/upload.ts'
import { heicSample } from '../corpus/heic.ts'
import { plainRecipe } from '../corpus/recipe.ts'

const directory = mkdtempSync(join(tmpdir(), 'nightshift-package-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const outdir = join(directory, 'bundles')
const zips = new Map<string, Uint8Array>()

/** The very zip that is deployed for a machine with Linux. */
const zipFor = (architecture: Architecture): Uint8Array => {
  const zip = zips.get(architecture.name) ?? makeZip(architecture)
  zips.set(architecture.name, zip)
  return zip
}

const makeZip = (architecture: Architecture): Uint8Array => {
  // Into one folder, because what is compiled into it is compiled once; what was installed there before goes.
  rmSync(join(outdir, 'thumbnails-on-upload', 'node_modules'), { recursive: true, force: true })
  const target: Target = { architecture, os: 'linux' }
  return zipDirectory(
    bundle({
      entry: 'functions/thumbnails/on-upload.ts',
      config: {},
      ...besideTheCode,
      target,
      outdir,
    }),
  )
}

/** The machine in the header of an ELF file; anything else is no program of Linux. https://man7.org/linux/man-pages/man5/elf.5.html */
const machineOf = (bytes: Uint8Array): string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (view.getUint32(0) !== 0x7f454c46) return 'not of Linux'
  return { 62: 'x64', 183: 'arm64' }[view.getUint16(18, true)] ?? 'another'
}

const isNative = (path: string): boolean => /\.(node|dylib|dll|so(\.[\d.]+)?)$/.test(path)

test.each([
  ['arm64', Architecture.ARM_64],
  ['x64', Architecture.X86_64],
])(
  'for %s the zip has native files of that platform only, and is small',
  (machine, architecture) => {
    const zip = zipFor(architecture)
    const files = unzipSync(zip)
    const native = Object.entries(files).filter(([path]) => isNative(path))
    expect(native.length).toBeGreaterThanOrEqual(2)
    expect(native.filter(([, bytes]) => machineOf(bytes) !== machine).map(([path]) => path)).toEqual([])
    expect(Object.keys(files).filter((path) => /musl|darwin|win32/.test(path))).toEqual([])
    expect(zip.length).toBeLessThan(10e6)
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['libheif/libheif.wasm', 'libheif/LICENSE']))
  },
  120_000,
)

const onLinux = process.platform === 'linux' ? test : test.skip

/** Unpacks the zip for this machine. */
const unzip = (): string => {
  const files = unzipSync(zipFor(process.arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64))
  const place = join(directory, 'unzipped')
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), bytes)
  }
  return place
}

const work: Work = { type: 'avif', recipe: plainRecipe, watermark: undefined }

const flat = { create: { width: 96, height: 64, channels: 3, background: '#c04020' } } as const

onLinux.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'heic'] as const)(
  'the decoder in the zip for this machine makes a thumbnail of %s',
  async (type) => {
    const picture = type === 'heic' ? heicSample('plain') : await sharp(flat)[type]().toBuffer()
    const input = Buffer.concat([frontOf({ head: { ...work, type }, parts: [picture] }), picture])
    const { status, output } = spawnSync(process.execPath, ['decode.mjs'], {
      cwd: unzip(),
      env: {},
      input,
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
      timeout: 30_000,
    })
    const answer = Buffer.from(output[3] ?? '')
    const bodyAt = prefixBytes + lengthsOf(answer).head
    const { head, parts } = messageOf<Done>(answer.subarray(prefixBytes, bodyAt), answer.subarray(bodyAt))
    expect(head).toEqual({ thumbnails: [{ name: 'small', width: 20, height: 13 }] })
    expect((await sharp(parts[0]).metadata()).format).toBe('webp')
    expect(status).toBe(0)
  },
  120_000,
)
