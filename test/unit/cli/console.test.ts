import { LambdaClient } from '@aws-sdk/client-lambda'
import { jest } from '@jest/globals'
import { Command } from 'commander'
import { registerConsole } from '../../../cli/console.ts'
import { fakeDeployment } from '../api/deployment.ts'

const answer = { link: 'https://night.shop.example/sign-in?token=t', by: 'mina', role: 'act', seconds: 60 }
const lambda = new LambdaClient({
  region: 'ap-northeast-2',
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
})

const before = globalThis.fetch
afterEach(() => {
  globalThis.fetch = before
  jest.restoreAllMocks()
})

const run = async (
  words: readonly string[],
  response: Response,
  outputs = { ConsoleSignInUrl: 'https://abc.lambda-url.ap-northeast-2.on.aws/' },
) => {
  const sent: { readonly url: string; readonly headers: Headers }[] = []
  globalThis.fetch = async (url, init) => {
    sent.push({ url: String(url), headers: new Headers(init?.headers) })
    return response
  }
  const [printed, opened]: [string[], string[]] = [[], []]
  for (const way of ['log', 'error'] as const)
    jest.spyOn(console, way).mockImplementation((line) => void printed.push(String(line)))
  const deployment = { ...fakeDeployment({ outputs }), connect: (() => lambda) as never }
  const program = new Command('nightshift').exitOverride()
  registerConsole(
    program,
    async () => deployment,
    (link) => void opened.push(link),
  )
  await program.parseAsync(['console', ...words], { from: 'user' })
  return { sent, printed, opened }
}

test('a signed request is sent, without the secret, and the browser opens the link', async () => {
  const { sent, printed, opened } = await run([], Response.json(answer))
  const [{ url, headers } = { url: '', headers: new Headers() }] = sent
  expect(url).toBe('https://abc.lambda-url.ap-northeast-2.on.aws/')
  expect(headers.get('authorization')).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/ap-northeast-2\/lambda\/aws4_request, SignedHeaders=[\w;-]*x-nightshift-by[\w;-]*, Signature=[0-9a-f]{64}$/,
  )
  expect(headers.get('x-amz-security-token')).toBe('session')
  expect(JSON.stringify([...headers])).not.toContain('"secret"')
  expect(opened).toEqual([answer.link])
  expect(printed.join('\n')).toContain('Signed in as mina, who may act. The link works once, for 60 seconds.')
})

test('--no-open and --json open nothing', async () => {
  expect((await run(['--no-open'], Response.json(answer))).opened).toEqual([])
  const { opened, printed } = await run(['--json'], Response.json(answer))
  expect(opened).toEqual([])
  expect(JSON.parse(printed[0] ?? '')).toEqual([answer])
})

test.each([
  [{ Message: 'Forbidden' }, 403, /Forbidden \(403\).*lambda:InvokeFunctionUrl/],
  [{ error: 'arn:… is not in console.roles' }, 403, /is not in console\.roles/],
  ['not ours', 502, /not ours \(502\)/],
])('whoever is refused learns why and what to do: %j', async (body, status, words) => {
  const response = typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status })
  await expect(run([], response)).rejects.toThrow(words)
})

test('where no console is deployed it says so', async () => {
  await expect(run([], Response.json(answer), {} as never)).rejects.toThrow('This deployment has no ConsoleSignInUrl')
})
