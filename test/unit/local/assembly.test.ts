import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { readAssembly } from '../../../local/assembly.ts'
import { zipDirectory } from '../../../local/upload.ts'

const directory = mkdtempSync(join(tmpdir(), 'nightshift-assembly-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const write = (path: string, value: unknown): void => writeFileSync(join(directory, path), JSON.stringify(value))
const place = { account: '000000000000', region: 'ap-northeast-2' }
// biome-ignore lint/suspicious/noTemplateCurlyInString: CDK leaves CloudFormation's pseudo parameters in the text
const bucketName = 'assets-${AWS::AccountId}-${AWS::Region}'

test('stacks come with their templates, tags and the stacks before them; assets once each, in their bucket', () => {
  for (const stack of ['Base', 'Top']) {
    write(`${stack}.template.json`, { Resources: { [stack]: { Type: 'AWS::SQS::Queue' } } })
    write(`${stack}.assets.json`, {
      dockerImages: {},
      files: {
        code: {
          source: { path: 'asset.code', packaging: 'zip' },
          destinations: { here: { bucketName, objectKey: 'code.zip' } },
        },
        template: {
          source: { path: `${stack}.template.json`, packaging: 'file' },
          destinations: { here: { bucketName, objectKey: `${stack}.json` } },
        },
      },
    })
  }
  const assets = (stack: string, dependencies: string[] = []) => ({
    type: 'cdk:asset-manifest',
    properties: { file: `${stack}.assets.json` },
    dependencies,
  })
  write('manifest.json', {
    artifacts: {
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
      'Top.assets': assets('Top', ['Base']),
      Top: {
        type: 'aws:cloudformation:stack',
        dependencies: ['Top.assets'],
        properties: { templateFile: 'Top.template.json', stackName: 'shop-top', tags: { Project: 'shop' } },
      },
      'Base.assets': assets('Base'),
      Base: {
        type: 'aws:cloudformation:stack',
        dependencies: ['Base.assets'],
        properties: { templateFile: 'Base.template.json' },
      },
    },
  })
  const { stacks, assets: found } = readAssembly(directory, place)
  expect(stacks).toMatchObject([
    {
      id: 'Top',
      name: 'shop-top',
      tags: { Project: 'shop' },
      dependencies: ['Base'],
      template: { Resources: { Top: {} } },
    },
    { id: 'Base', name: 'Base', tags: {}, dependencies: [] },
  ])
  expect(found).toEqual([
    {
      source: join(directory, 'asset.code'),
      isDirectory: true,
      bucket: 'assets-000000000000-ap-northeast-2',
      key: 'code.zip',
    },
  ])
})

test('a stack is deployed in the region that it names, and its assets go there; what leaves it open, in that of the deployment', () => {
  write('Edge.template.json', { Resources: {} })
  write('Edge.assets.json', {
    dockerImages: {},
    files: {
      code: {
        source: { path: 'asset.edge', packaging: 'zip' },
        destinations: { there: { bucketName, objectKey: 'edge.zip', region: 'us-east-1' } },
      },
    },
  })
  const stack = (environment?: string) => ({
    type: 'aws:cloudformation:stack',
    environment,
    properties: { templateFile: 'Edge.template.json' },
  })
  write('manifest.json', {
    artifacts: {
      'Edge.assets': { type: 'cdk:asset-manifest', properties: { file: 'Edge.assets.json' } },
      Edge: stack('aws://unknown-account/us-east-1'),
      Open: stack('aws://unknown-account/unknown-region'),
      Home: stack('aws://111122223333/ap-northeast-2'),
    },
  })
  const { stacks, assets } = readAssembly(directory, place)
  expect(stacks.map(({ id, region }) => [id, region])).toEqual([
    ['Edge', 'us-east-1'],
    ['Open', 'ap-northeast-2'],
    ['Home', 'ap-northeast-2'],
  ])
  expect(assets).toMatchObject([{ bucket: 'assets-000000000000-us-east-1', key: 'edge.zip' }])
})

test('an image that has to be built is refused, by the name of its file', () => {
  write('manifest.json', {
    artifacts: { a: { type: 'cdk:asset-manifest', properties: { file: 'image.assets.json' } } },
  })
  write('image.assets.json', { files: {}, dockerImages: { web: {} } })
  expect(() => readAssembly(directory, place)).toThrow(/image\.assets\.json: the laptop cannot build/)
})

test('equal content gives equal zips, whatever the files are called like', () => {
  const code = ['one', 'two'].map((name) => join(directory, name))
  for (const path of code) {
    mkdirSync(join(path, 'lib'), { recursive: true })
    writeFileSync(join(path, 'lib', '사진 b.js'), 'b')
    writeFileSync(join(path, 'index.mjs'), 'a')
  }
  const [one, two] = code.map(zipDirectory)
  expect(one).toEqual(two)
  expect(Object.keys(unzipSync(one ?? new Uint8Array())).sort()).toEqual(['index.mjs', 'lib/사진 b.js'])
})
