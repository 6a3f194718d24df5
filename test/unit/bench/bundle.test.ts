import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { packagesAsked, sdkImports, sizesOf, strangers, totalBytes, wholePackages } from '../../../bench/clients.ts'
import { allMet } from '../../../bench/row.ts'
import { duration, median, quantile } from '../../../bench/statistics.ts'
import { projectRoot } from '../../../local/places.ts'

const metafile = (inputs: Readonly<Record<string, number>>): Metafile => ({
  inputs: {},
  outputs: {
    'index.mjs': {
      entryPoint: 'functions/alerts/on-alarm.ts',
      bytes: 10,
      inputs: Object.fromEntries(Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }])),
      imports: [],
      exports: [],
    },
  },
})

describe('what a function takes from the SDK', () => {
  test('over several lines, without types', () => {
    const source = `
      import type { Task } from '@aws-sdk/client-ecs'
      import {
        ECSClient,
        type Tag,
        RunTaskCommand as Run,
      } from '@aws-sdk/client-ecs'
      import { log } from './log.ts'
    `
    expect(sdkImports(source)).toEqual([['@aws-sdk/client-ecs', ['ECSClient', 'RunTaskCommand']]])
  })

  test('passed on as well', () => {
    expect(sdkImports("export { PublishCommand, SNSClient } from '@aws-sdk/client-sns'\n")).toEqual([
      ['@aws-sdk/client-sns', ['PublishCommand', 'SNSClient']],
    ])
  })

  test('nowhere a package as a whole, of which all would be in the bundle', () => {
    expect(wholePackages("const { A } = await import(\n  '@aws-sdk/client-sns'\n)")).toEqual(['@aws-sdk/client-sns'])
    const files = globSync(['functions/**/*.ts', 'shared/**/*.ts'], { cwd: projectRoot })
    expect(files.length).toBeGreaterThan(200)
    expect(files.filter((file) => wholePackages(readFileSync(join(projectRoot, file), 'utf8')).length > 0)).toEqual([])
  })
})

describe('what must not be in a bundle', () => {
  const bundle = metafile({
    'functions/alerts/on-alarm.ts': 100,
    'node_modules/@aws-sdk/client-sns/dist-es/SNSClient.js': 200,
    'node_modules/@aws-sdk/client-sts/dist-es/STSClient.js': 300,
    'node_modules/@aws-sdk/client-ecs/dist-es/ECSClient.js': 0,
    'node_modules/a/node_modules/aws-sdk/index.js': 400,
    'node_modules/aws-cdk-lib/index.js': 500,
  })

  test('is named: the old SDK, CDK, and clients that nobody asked for and that are really there', () => {
    expect(strangers(bundle, new Set(['@aws-sdk/client-sns'])).sort()).toEqual([
      '@aws-sdk/client-sts',
      'aws-cdk-lib',
      'aws-sdk',
    ])
  })

  test('is not what the function uses', () => {
    expect(
      strangers(metafile({ 'node_modules/@aws-sdk/client-sns/x.js': 1 }), new Set(['@aws-sdk/client-sns'])),
    ).toEqual([])
  })

  test('sizes are by package, largest first', () => {
    expect(sizesOf(bundle)[0]).toEqual(['aws-cdk-lib', 500])
    expect(sizesOf(bundle)).toContainEqual(['ours', 100])
  })

  test('sizes are of what is loaded with the entry; what is loaded lazily may not hold strangers either', () => {
    const file = (bytes: number, inputs: Metafile['outputs'][string]['inputs'], imports: object[] = []) =>
      ({ bytes, inputs, imports, exports: [] }) as Metafile['outputs'][string]
    const split: Metafile = {
      inputs: {},
      outputs: {
        'on-alarm/index.mjs': file(10, { 'shared/a.ts': { bytesInOutput: 1 } }, [
          { path: 'on-alarm/chunk.mjs', kind: 'import-statement' },
          { path: 'on-alarm/rare.mjs', kind: 'dynamic-import' },
          { path: 'node:fs', kind: 'import-statement', external: true },
        ]),
        'on-alarm/chunk.mjs': file(20, { 'node_modules/zod/index.js': { bytesInOutput: 2 } }),
        'on-alarm/rare.mjs': file(40, { 'node_modules/@aws-sdk/client-sts/x.js': { bytesInOutput: 4 } }),
      },
    }
    expect([sizesOf(split), totalBytes(split)]).toEqual([
      [
        ['zod', 2],
        ['ours', 1],
      ],
      30,
    ])
    expect(strangers(split, new Set())).toEqual(['@aws-sdk/client-sts'])
  })

  test('what our own files ask for, at once and lazily, is no stranger', () => {
    const bundled = metafile({ 'functions/jobs/world/effects.ts': 1, 'node_modules/zod/index.js': 1 })
    // What passes on a part of a package has no code of its own.
    const lazy = { ...bundled.outputs['index.mjs'], entryPoint: 'shared/sdk/cloudwatch-logs.ts', inputs: {} }
    const asked = packagesAsked({ ...bundled, outputs: { ...bundled.outputs, 'lazy.mjs': lazy } } as Metafile)
    expect([...asked]).toEqual(expect.arrayContaining(['@aws-sdk/client-ecs', '@aws-sdk/client-cloudwatch-logs']))
  })
})

describe('numbers', () => {
  test('quantiles are values that were measured', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(quantile([1, 2, 3, 4], 0.99)).toBe(4)
    expect(quantile([7], 0)).toBe(7)
    expect(() => median([])).toThrow(RangeError)
  })

  test('durations have a unit', () => {
    expect([duration(3.21), duration(128.4), duration(1_840)]).toEqual(['3.2 ms', '128 ms', '1.84 s'])
  })

  test('a row without a mark is no failure, a missed one is', () => {
    expect(allMet([{ what: 'a', ours: '1' }])).toBe(true)
    expect(allMet([{ what: 'a', ours: '1', met: false }])).toBe(false)
  })
})
