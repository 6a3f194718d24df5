import { runInNewContext } from 'node:vm'
import { answerChange } from '../../../functions/thumbnails/engine/answer.ts'
import { makeRequested } from '../../../functions/thumbnails/engine/make-requested.ts'
import type { Pictures } from '../../../functions/thumbnails/engine/pictures.ts'
import { type ServeMeans, serveRequest } from '../../../functions/thumbnails/engine/serve-request.ts'
import { tidyRequested } from '../../../functions/thumbnails/engine/tidy-requested.ts'
import { type AskedRequest, parseRequest, viewerRequest } from '../../../functions/thumbnails/rules/carried-path.ts'
import { lambdaAnswer, type Reply } from '../../../functions/thumbnails/rules/reply.ts'
import { requestedRecipe, resolveAuto } from '../../../functions/thumbnails/rules/requested.ts'
import { type RequestEffects, refusalType } from '../../../functions/thumbnails/world/request-effects.ts'
import { requestsSchema } from '../../../shared/config/thumbnails/requests.ts'
import { TransientError } from '../../../shared/errors.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { RejectRecord } from '../../../shared/ledger/records.ts'
import { type AskedAddress, signAddress } from '../../../shared/thumbnails/signed-address.ts'
import { fakePictures, fakeStore, recipesFor } from './fake-store.ts'

const now = new Date('2026-11-30T00:00:00Z')
const seconds = now.getTime() / 1000
const secret = 'the secret of the shop'
const large = 'L'.repeat(30)

const setUp = (
  options: {
    readonly requests?: object
    readonly recipe?: object
    readonly existing?: { bucket: string; prefix: string }[]
  } = {},
) => {
  const store = fakeStore()
  const { thumbnails } = store
  const ledger = memoryLedger()
  const effects: RequestEffects = {
    ...store.effects,
    readKept: async (slot) => {
      const kept = thumbnails.get(slot)
      if (!kept) return undefined
      if (kept.contentType === refusalType) return { refusal: JSON.parse(kept.etag) }
      const { contentType, etag } = kept
      return { contentType, etag, bytes: etag.includes(large) ? undefined : Buffer.from(etag) }
    },
    count: async (prefix, most) =>
      Math.min(most, [...thumbnails.keys()].filter((key) => key.startsWith(prefix)).length),
    linkTo: async (slot, good) => `https://bucket.example/${slot}?seconds=${good}`,
  }
  const requests = requestsSchema.parse(options.requests ?? {})
  const config = { maxMegabytes: 1, version: 'v1' }
  let decoded = 0
  let pictures: Pictures = {
    ...fakePictures,
    render: async (bytes, recipe, facts) => {
      decoded += 1
      await Promise.resolve()
      const rendering = await fakePictures.render(bytes, recipe, facts)
      return bytes.toString().startsWith('slow')
        ? { refusal: { cause: 'too-slow', reason: 'Decoding it takes over 20 seconds.' } }
        : rendering
    },
  }
  let secrets: readonly string[] = [secret]
  const reads: number[] = []
  let left = 50_000
  let waits = 0
  const means: ServeMeans = {
    config,
    requests,
    recipes: recipesFor(options.recipe),
    existing: options.existing ?? [],
    uploads: 'uploads',
    secrets: {
      read: async (_, youngerMs) => {
        reads.push(youngerMs)
        return youngerMs < 60_000 ? secrets : [secret]
      },
    },
    effects,
    ledger,
    maker: async () => (wanted, call) => makeRequested(wanted, { config, effects, ledger, pictures }, call),
    wait: async (milliseconds) => {
      left -= milliseconds
      waits += 1
      await new Promise(setImmediate)
    },
  }
  const serve = (path: string, more: Omit<Partial<AskedRequest>, 'path'> = {}, at = now): Promise<Reply> =>
    serveRequest({ method: 'GET', path, ...more }, means, { now: at, remainingMs: () => left })
  const get = (asked: Partial<AskedAddress> = {}, more: object = {}) =>
    serve(signAddress({ key: 'a', width: 100, ...asked }, secret), more)
  return {
    ...store,
    means,
    ledger,
    serve,
    get,
    reads,
    decoded: () => decoded,
    waits: () => waits,
    useSecrets: (all: readonly string[]) => {
      secrets = all
    },
    usePictures: (other: Partial<Pictures>) => {
      pictures = { ...pictures, ...other }
    },
    slots: () => [...thumbnails.keys()].filter((key) => key.startsWith('@/')),
    rejects: () => ledger.list<RejectRecord>('reject'),
  }
}

const textOf = ({ body }: Reply): string => Buffer.from(body ?? []).toString()

test('a picture is made once, kept, and given again whatever its signature', async () => {
  const { put, get, slots, decoded } = setUp()
  put('a', 'cat')
  const first = await get()
  expect(first).toMatchObject({
    status: 200,
    outcome: 'made',
    headers: { 'content-type': 'image/webp', 'cache-control': 'public, max-age=86400', etag: '"requested of cat"' },
  })
  expect(textOf(first)).toBe('requested of cat')
  expect(await get({ expires: seconds + 60 })).toMatchObject({ status: 200, outcome: 'served' })
  // What the recipe would have said anyway is no other picture.
  expect(await get({ quality: 80, format: 'webp' })).toMatchObject({ outcome: 'served' })
  expect(decoded()).toBe(1)
  expect(slots()).toEqual([expect.stringMatching(/^@\/[0-9a-f]{32}\/e-cat\/[0-9a-f]{16}\/[0-9a-f]{16}\.webp$/)])
  expect(await get({ quality: 81 })).toMatchObject({ outcome: 'made' })
  expect(await get({ format: 'jpeg' })).toMatchObject({ outcome: 'made' })
  expect(slots()).toHaveLength(3)
})

test('ten at once for the same picture decode it once', async () => {
  const { put, get, decoded } = setUp()
  put('a', 'cat')
  const replies = await Promise.all(Array.from({ length: 10 }, (_, index) => get({ expires: seconds + 60 + index })))
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200))
  expect(decoded()).toBe(1)
})

test('when the call that makes it dies, another one does', async () => {
  const { put, get, usePictures, decoded } = setUp()
  put('a', 'cat')
  const { render } = fakePictures
  usePictures({ render: () => Promise.reject(new TransientError('killed')) })
  const reply = await get()
  expect(reply).toMatchObject({ status: 503, headers: { 'cache-control': 'no-store', 'retry-after': '2' } })
  usePictures({ render })
  expect(await get()).toMatchObject({ status: 200, outcome: 'made' })
  expect(decoded()).toBe(0)
})

test('one that waits for a call that never ends is told to ask again', async () => {
  const { put, get, usePictures, waits } = setUp()
  put('a', 'cat')
  usePictures({ render: () => new Promise(() => {}) })
  void get()
  await new Promise(setImmediate)
  usePictures({ render: fakePictures.render })
  const reply = await get()
  // After half a minute the other one is taken for dead.
  expect(reply).toMatchObject({ status: 200, outcome: 'made' })
  expect(waits()).toBeGreaterThan(100)
})

test('one that gives up after it was taken for dead leaves the picture to the other call', async () => {
  const { put, get, means, usePictures, decoded } = setUp()
  put('a', 'cat')
  let stop = (_: Error): void => {}
  usePictures({
    render: () =>
      new Promise((_, reject) => {
        stop = reject
      }),
  })
  const first = get()
  await new Promise(setImmediate)
  // By now the other one waits half a minute, and then makes it.
  let making = () => {}
  const begun = new Promise<void>((resolve) => {
    making = resolve
  })
  usePictures({
    render: () => {
      making()
      return new Promise(() => {})
    },
  })
  void get()
  await begun
  const commits: string[] = []
  const { commit } = means.ledger
  Object.assign(means, {
    ledger: {
      ...means.ledger,
      commit: (...given: Parameters<typeof commit>) => {
        commits.push('commit')
        return commit(...given)
      },
    },
  })
  stop(new TransientError('killed'))
  expect(await first).toMatchObject({ status: 503 })
  expect([commits, decoded()]).toEqual([[], 0])
})

describe('a fault of AWS', () => {
  const fault = new Error('AWS is down')
  const fail = () => Promise.reject(fault)

  test.each(['currentVersion', 'readKept', 'count', 'read', 'write'] as const)(
    'at %s is thrown, is no refusal, and the next request makes the picture',
    async (effect) => {
      const { put, get, means, slots, rejects } = setUp()
      put('a', 'cat')
      const { effects } = means
      const well = effects[effect]
      Object.assign(effects, { [effect]: fail })
      await expect(get()).rejects.toThrow(fault)
      expect([slots(), await rejects()]).toEqual([[], []])
      Object.assign(effects, { [effect]: well })
      expect(await get()).toMatchObject({ status: 200, outcome: 'made' })
    },
  )

  test.each(['get', 'commit'] as const)('at %s of the ledger is thrown', async (name) => {
    const { put, get, means, slots } = setUp()
    put('a', 'cat')
    Object.assign(means, { ledger: { ...means.ledger, [name]: fail } })
    await expect(get()).rejects.toThrow(fault)
    expect(slots()).toEqual([])
  })

  test('at the secret lets nobody in', async () => {
    const { put, get, means, log } = setUp()
    put('a', 'cat')
    Object.assign(means, { secrets: { read: fail } })
    await expect(get()).rejects.toThrow(fault)
    expect(log).toEqual([])
  })

  test('while it is given up too lets another call make it half a minute later', async () => {
    const { put, get, means, usePictures, waits } = setUp()
    put('a', 'cat')
    const { commit } = means.ledger
    let commits = 0
    Object.assign(means, {
      ledger: {
        ...means.ledger,
        commit: (...given: Parameters<typeof commit>) => {
          commits += 1
          return commits === 2 ? fail() : commit(...given)
        },
      },
    })
    usePictures({ render: () => Promise.reject(new TransientError('killed')) })
    expect(await get()).toMatchObject({ status: 503 })
    usePictures({ render: fakePictures.render })
    expect(await get()).toMatchObject({ status: 200, outcome: 'made' })
    expect(waits()).toBeGreaterThan(100)
  })
})

describe('what is refused is refused before anything is read', () => {
  test.each([
    ['unsigned', '/w=100/a', 403],
    ['with a wrong signature', `/w=100,s=${'A'.repeat(43)}/a`, 403],
    ['that has expired', signAddress({ key: 'a', width: 1, expires: seconds }, secret), 403],
    ['in another spelling', '/h=1,w=1/a', 400],
    ['without sense', '/<script>alert(1)</script>', 400],
  ])('an address %s', async (_, path, status) => {
    const { put, serve, log, slots } = setUp()
    put('a', 'cat')
    const reply = await serve(path)
    expect(reply).toMatchObject({
      status,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'cache-control': 'max-age=10',
      },
    })
    expect(textOf(reply)).not.toMatch(/[<>]/)
    expect([log, slots()]).toEqual([[], []])
  })

  test('a method that changes things', async () => {
    const { serve } = setUp()
    expect(await serve('/w=1/a', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })

  test('a kept picture with a wrong signature or after its end', async () => {
    const { put, get, serve } = setUp()
    put('a', 'cat')
    await get()
    const path = signAddress({ key: 'a', width: 100, expires: seconds + 5 }, secret)
    expect(await serve(path)).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, max-age=5, must-revalidate' },
    })
    expect(await serve(path, {}, new Date(now.getTime() + 5_000))).toMatchObject({ status: 403, outcome: 'expired' })
    expect(await serve(path.replace('w=100', 'w=101'))).toMatchObject({ status: 403, outcome: 'wrong-signature' })
  })

  test('what the config does not allow', async () => {
    const { put, get } = setUp({ requests: { sizes: ['w=100', 'w=50,h=50,fit=cover'], largest: 100 } })
    put('a', 'cat')
    expect(await get()).toMatchObject({ status: 200 })
    expect(await get({ width: 50, height: 50, fit: 'cover' })).toMatchObject({ status: 200 })
    expect(await get({ width: 99 })).toMatchObject({ status: 403, outcome: 'not-allowed' })
    expect(await get({ width: 101 })).toMatchObject({ status: 403, outcome: 'not-allowed' })
  })

  test('more pictures of an original than the config has room for, and none that is kept', async () => {
    const { put, get, slots } = setUp({ requests: { maxPerOriginal: 2 } })
    put('a', 'cat')
    put('b', 'dog')
    for (const width of [1, 2]) expect(await get({ width })).toMatchObject({ status: 200 })
    expect(await get({ width: 3 })).toMatchObject({ status: 403, outcome: 'too-many' })
    expect(await get({ width: 2 })).toMatchObject({ status: 200, outcome: 'served' })
    expect(await get({ width: 3, key: 'b' })).toMatchObject({ status: 200 })
    expect(slots()).toHaveLength(3)
  })
})

test('a secret that was just changed is read anew, and the one before is good beside it', async () => {
  const { put, serve, useSecrets, reads } = setUp()
  put('a', 'cat')
  const newer = 'the next secret of the shop'
  const path = signAddress({ key: 'a', width: 100 }, newer)
  expect(await serve(path)).toMatchObject({ status: 403 })
  useSecrets([newer, secret])
  expect(await serve(path)).toMatchObject({ status: 200 })
  expect(reads).toEqual([300_000, 10_000, 300_000, 10_000])
})

describe('an original', () => {
  test('that is refused is refused once, and is not decoded again for another size', async () => {
    const { put, get, decoded, rejects } = setUp()
    put('a', 'rotten')
    const reply = await get()
    expect(reply).toMatchObject({ status: 422, outcome: 'corrupt' })
    expect(textOf(reply)).toContain('It cannot be decoded.')
    expect(await get({ width: 5 })).toMatchObject({ status: 422, outcome: 'corrupt' })
    expect(decoded()).toBe(1)
    expect(await rejects()).toMatchObject([{ cause: 'corrupt', key: 'a', etag: 'e-rotten', open: 'reject' }])
  })

  test.each([
    ['bad', 'not-an-image'],
    ['', 'empty'],
    ['x'.repeat(1_000_001), 'too-big'],
  ])('that uploads refuse is refused', async (content, cause) => {
    const { put, get, decoded } = setUp()
    put('a', content)
    expect(await get()).toMatchObject({ status: 422, outcome: cause })
    expect(decoded()).toBe(0)
  })

  test('that is too slow for one size is refused for this size alone, and is no reject', async () => {
    const { put, get, decoded, rejects } = setUp()
    put('a', 'slow')
    for (let time = 0; time < 2; time += 1) expect(await get()).toMatchObject({ status: 422, outcome: 'too-slow' })
    expect(decoded()).toBe(1)
    expect(await rejects()).toEqual([])
  })

  /** What the function of uploads does. @param meanwhile between its answer and its tidying up */
  const tidyOf =
    ({ means, thumbnails }: ReturnType<typeof setUp>) =>
    async (meanwhile: () => unknown = () => {}) => {
      const answer = await answerChange(
        { bucket: 'uploads', key: 'a' },
        { ...means, pictures: fakePictures, afterRefusal: async () => {} },
        { now, remainingMs: () => 60_000 },
      )
      await meanwhile()
      const store = {
        ...means.effects,
        list: async function* (prefix: string) {
          yield [...thumbnails].filter(([key]) => key.startsWith(prefix)).map(([key, { etag }]) => ({ key, etag }))
        },
      }
      await tidyRequested({ bucket: 'uploads', key: 'a' }, answer, store, means.requests)
      return answer.outcome
    }

  test('that was replaced while an older upload was worked on keeps the pictures of its newer version', async () => {
    const shop = setUp()
    const { put, get, slots } = shop
    put('a', 'cat')
    await tidyOf(shop)(() => {
      put('a', 'dog')
      return get()
    })
    expect(slots()).toEqual([expect.stringContaining('/e-dog/')])
  })

  test.each([
    ['recipe', { recipes: recipesFor({ quality: 50 }) }, undefined],
    ['greatest side', { requests: requestsSchema.parse({ maxPerOriginal: 2, largest: 2000 }) }, undefined],
    ['focal point', {}, '0.1,0.2'],
  ])('of which another %s makes others has room for them, and loses the others', async (_, changed, focalPoint) => {
    const shop = setUp({
      requests: { maxPerOriginal: 2 },
      recipe: { sizes: { tile: { width: 20, height: 20, fit: 'cover' } } },
    })
    const { put, get, slots, means } = shop
    put('a', 'cat')
    for (const width of [1, 2]) await get({ width })
    expect(await get({ width: 3 })).toMatchObject({ outcome: 'too-many' })
    Object.assign(means, changed)
    if (focalPoint !== undefined) put('a', 'cat', focalPoint)
    expect(await get({ width: 3 })).toMatchObject({ outcome: 'made' })
    expect(slots()).toHaveLength(3)
    expect(await tidyOf(shop)()).toMatch(/made|kept/)
    expect(slots()).toHaveLength(1)
    expect(await get({ width: 3 })).toMatchObject({ outcome: 'served' })
  })

  test('that was replaced has other pictures, and the old ones go with its thumbnails', async () => {
    const shop = setUp()
    const { put, get, remove, slots } = shop
    const tidy = tidyOf(shop)
    put('a', 'cat')
    await get()
    expect(await tidy()).toBe('made')
    expect(slots()).toHaveLength(1)
    put('a', 'dog')
    expect(textOf(await get())).toBe('requested of dog')
    expect(slots()).toHaveLength(2)
    expect(await tidy()).toBe('made')
    expect(slots()).toEqual([expect.stringContaining('/e-dog/')])
    remove('a')
    expect(await get()).toMatchObject({ status: 404, outcome: 'no-original' })
    expect(await tidy()).toBe('removed')
    expect(slots()).toEqual([])
  })

  test('that is removed while its picture is made leaves none behind', async () => {
    const { put, get, remove, slots, usePictures } = setUp()
    put('a', 'cat')
    usePictures({
      render: async (bytes, recipe, facts) => {
        remove('a')
        return fakePictures.render(bytes, recipe, facts)
      },
    })
    expect(await get()).toMatchObject({ status: 404 })
    expect(slots()).toEqual([])
  })

  test('of which nobody can say whether it is still there leaves no picture behind', async () => {
    const { put, get, slots, means } = setUp()
    put('a', 'cat')
    const { currentVersion } = means.effects
    let looks = 0
    Object.assign(means.effects, {
      currentVersion: (...given: Parameters<typeof currentVersion>) => {
        looks += 1
        return looks === 2 ? Promise.reject(new Error('AWS is down')) : currentVersion(...given)
      },
    })
    await expect(get()).rejects.toThrow('AWS is down')
    expect(slots()).toEqual([])
    expect(await get()).toMatchObject({ outcome: 'made' })
  })

  test('that no recipe is for, that is not there, or that is our own work has none', async () => {
    const { put, get } = setUp({ recipe: { prefix: 'photos/' } })
    put('a', 'cat')
    put('@/a', 'cat')
    for (const key of ['a', 'photos/a', '@/a']) expect(await get({ key })).toMatchObject({ status: 404 })
  })

  test('of a bucket that was there already is found by its folder', async () => {
    const { put, get, means, slots } = setUp({ existing: [{ bucket: 'shop-photos', prefix: '' }] })
    put('b', 'cat')
    const asked: string[] = []
    const { currentVersion } = means.effects
    Object.assign(means.effects, {
      currentVersion: (original: { bucket: string; key: string }) => {
        asked.push(`${original.bucket} ${original.key}`)
        return currentVersion(original)
      },
    })
    expect(await get({ key: '@shop-photos/b' })).toMatchObject({ status: 200 })
    expect(new Set(asked)).toEqual(new Set(['shop-photos b']))
    expect(slots()).toHaveLength(1)
  })
})

describe('a browser', () => {
  test('that has it gets nothing again', async () => {
    const { put, get } = setUp()
    put('a', 'cat')
    await get()
    for (const ifNoneMatch of ['"requested of cat"', 'W/"requested of cat"', '"x", "requested of cat"', '*'])
      expect(await get({}, { ifNoneMatch })).toMatchObject({ status: 304 })
    expect(await get({}, { ifNoneMatch: '"other"' })).toMatchObject({ status: 200 })
  })

  test('that asks for the head alone gets no body', async () => {
    const { put, get } = setUp()
    put('a', 'cat')
    const reply = await get({}, { method: 'HEAD' })
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'image/webp' } })
    expect(reply.body).toBeUndefined()
  })

  test('is led to S3 for a picture that is too large for an answer, no longer than its address is good', async () => {
    const { put, get } = setUp()
    put('a', large)
    expect(await get()).toMatchObject({
      status: 302,
      headers: { location: expect.stringMatching(/\?seconds=300$/), 'cache-control': 'public, max-age=60' },
    })
    expect(await get({ expires: seconds + 20 })).toMatchObject({
      headers: {
        location: expect.stringMatching(/\?seconds=20$/),
        'cache-control': 'public, max-age=20, must-revalidate',
      },
    })
  })
})

describe('at CloudFront, before the cache', () => {
  const runAt = (uri: string, at = now.getTime(), headers: object = {}) => {
    class Clock extends Date {
      static override now = () => at
    }
    const context = {
      Buffer,
      Date: Clock,
      event: { request: { uri, querystring: { utm: { value: 'x' } }, headers } },
    }
    return runInNewContext(`${viewerRequest};handler(event)`, context)
  }
  const run = (path: string, at?: number) => runAt(`/@${path}`, at)
  const eventOf = (rawPath: string, headers: object = {}) => ({
    rawPath,
    headers,
    requestContext: { http: { method: 'GET' } },
  })

  test.each(['/w=1,s=x/a', '/w=1/a%2Bb%20%EC%82%AC.jpg', '/w=1/a//b', '/w=1/../a', '/w=1/é'])(
    'the path %s comes to the function as it is, and the query does not',
    (uri) => {
      const { uri: carried, querystring } = run(uri)
      expect(carried).toMatch(/^\/~[\w-]+~$/)
      expect(querystring).toEqual({})
      expect(Buffer.from(parseRequest(eventOf(carried)).path, 'latin1').toString()).toBe(uri)
    },
  )

  test('what is carried cannot be asked for, so that it is no way around the end of an address', () => {
    const carried = run('/w=1,s=x/a').uri
    for (const uri of [carried, '/~YQ~', '/@', '/@x/y', '/x/../@/w=1,s=x/a', '/'])
      expect(runAt(uri)).toMatchObject({ statusCode: 403, headers: { 'cache-control': { value: 'no-store' } } })
    expect(run(carried).uri).not.toBe(carried)
  })

  test('an address that has expired is refused, also where a copy is kept', () => {
    const path = signAddress({ key: 'a', width: 100, expires: seconds }, secret)
    expect(run(path)).toMatchObject({ statusCode: 403, body: { data: 'The address has expired.\n' } })
    expect(run(path, now.getTime() - 1)).not.toHaveProperty('statusCode')
    // A key that looks so is none.
    expect(run('/w=1,s=x/a,exp=1,')).not.toHaveProperty('statusCode')
  })

  test.each(['/w=1,s=x/a', '/', '', '/abc/def', '/L3c9MSxzPXgvYQ', '/~~', '/~L3c9MSxzPXgvYQ'])(
    'what did not come that way (%j) is refused',
    async (rawPath) => {
      const request = parseRequest(eventOf(rawPath))
      expect(request.path).toBe('')
      expect(await setUp().serve(request.path)).toMatchObject({ status: 400 })
    },
  )

  const accepting = (...lines: string[]) => ({
    accept: { value: lines[0], ...(lines.length > 1 ? { multiValue: lines.map((value) => ({ value })) } : {}) },
  })
  const auto = signAddress({ key: 'photos/a b.jpg', width: 100, format: 'auto' }, secret)

  test.each([
    ['avif', accepting('image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8')],
    ['avif', accepting('image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,*/*;q=0.5')],
    ['avif', accepting('IMAGE/AVIF')],
    ['avif', accepting('text/html', 'image/webp, image/avif')],
    ['avif', accepting('image/avif; charset=x ; q=0.9')],
    ['webp', accepting('image/webp,*/*')],
    ['webp', accepting('image/avif;q=0,image/webp')],
    ['webp', accepting('image/avif;q=0.5,image/webp')],
    ['webp', accepting('image/avif;q=wrong,image/webp')],
    ['webp', accepting('image/avif-sequence,image/webp')],
    ['jpeg', accepting('*/*')],
    ['jpeg', accepting('image/*')],
    ['jpeg', accepting('image/webp;q=0')],
    ['jpeg', accepting('ximage/avif,image/webpx')],
    ['jpeg', accepting('')],
    ['jpeg', accepting(`${' '.repeat(20_000)}image/avi`)],
    ['jpeg', {}],
  ])('format=auto is carried as %s, one word, for %j', (word, headers) => {
    const { uri } = runAt(`/@${auto}`, now.getTime(), headers)
    expect(uri).toMatch(new RegExp(`^/~${word}~[\\w-]+~$`))
    expect(parseRequest(eventOf(uri))).toMatchObject({ path: auto, accepts: word })
  })

  test('no other address depends on what is accepted', () => {
    const headers = accepting('image/avif')
    for (const path of [auto.replace('auto', 'webp'), '/w=1,s=x/a,format=auto,', '/w=1,s=x/format=auto/a']) {
      const { uri } = runAt(`/@${path}`, now.getTime(), headers)
      expect(uri).toBe(runAt(`/@${path}`).uri)
      expect(parseRequest(eventOf(uri))).not.toHaveProperty('accepts')
    }
  })

  test('what is no request is no request', () => expect(() => parseRequest({})).toThrow('Not a request'))
})

test('what is cut is cut around the point of the original, and anew around another one', () => {
  const [recipe] = recipesFor()
  if (!recipe) throw new Error('No recipe')
  const cover = { width: 10, height: 10, fit: 'cover' } as const
  const there = { focus: { point: { x: 0.2, y: 0.3 } } }
  const aimed = requestedRecipe(recipe, cover, there, { largest: 4000 })
  expect(aimed.position).toEqual(there.focus.point)
  expect(aimed.hash).not.toBe(requestedRecipe(recipe, cover, {}, { largest: 4000 }).hash)
  expect(requestedRecipe({ ...recipe, position: 'attention' }, cover, {}, { largest: 4000 }).hash).not.toBe(
    requestedRecipe(recipe, cover, {}, { largest: 4000 }).hash,
  )
  // What the address says comes before what the original says, and that before the recipe.
  const asked = (position: string) => requestedRecipe(recipe, { ...cover, position }, there, { largest: 4000 })
  expect(asked('attention').position).toBe('attention')
  expect(asked('0.6:0.1').position).toEqual({ x: 0.6, y: 0.1 })
  expect(asked('0.2:0.3').hash).toBe(aimed.hash)
  expect(new Set(['centre', 'entropy', '0.6:0.1'].map((each) => asked(each).hash)).size).toBe(3)
  // Where nothing is cut, it changes nothing.
  expect(requestedRecipe(recipe, { width: 10 }, there, { largest: 4000 }).hash).toBe(
    requestedRecipe(recipe, { width: 10 }, {}, { largest: 4000 }).hash,
  )
})

describe('format=auto', () => {
  const auto = { width: 100, format: 'auto' } as const
  const typeOf = ({ headers }: Reply) => headers['content-type']

  test('is the best that the browser takes, each made once and also given to those that name it', async () => {
    const { put, get, decoded, slots } = setUp()
    put('a', 'cat')
    expect(typeOf(await get(auto, { accepts: 'avif' }))).toBe('image/avif')
    expect(typeOf(await get(auto, { accepts: 'webp' }))).toBe('image/webp')
    expect(typeOf(await get(auto, { accepts: 'jpeg' }))).toBe('image/jpeg')
    expect(typeOf(await get(auto))).toBe('image/jpeg')
    expect([decoded(), slots().length]).toEqual([3, 3])
    for (const format of ['webp', 'jpeg'] as const) expect(await get({ format })).toMatchObject({ outcome: 'served' })
    expect(await get({ format: 'avif', quality: 64 })).toMatchObject({ outcome: 'served' })
  })

  test('is part of what is signed', async () => {
    const { put, serve } = setUp()
    put('a', 'cat')
    const path = signAddress({ key: 'a', width: 100 }, secret)
    expect(await serve(path.replace('w=100', 'w=100,format=auto'), { accepts: 'avif' })).toMatchObject({ status: 403 })
    const signed = signAddress({ key: 'a', ...auto }, secret)
    expect(await serve(signed.replace('auto', 'avif'))).toMatchObject({ status: 403 })
    // Where an address says what it is, what is accepted changes nothing.
    expect(typeOf(await serve(path, { accepts: 'jpeg' }))).toBe('image/webp')
  })

  test('is WebP where animations move, and the quality that was asked for', () => {
    const recipe = { frames: 'animated', quality: 80 } as const
    const formats = (...given: Parameters<typeof resolveAuto>) => resolveAuto(...given).map(({ format }) => format)
    expect(formats(auto, 'avif', recipe)).toEqual(['webp', 'jpeg'])
    expect(formats(auto, 'jpeg', recipe)).toEqual(['jpeg'])
    expect(resolveAuto({ ...auto, quality: 1 }, 'avif', { ...recipe, frames: 'first' })).toMatchObject([
      { format: 'avif', quality: 1 },
      { format: 'webp', quality: 1 },
      { format: 'jpeg', quality: 1 },
    ])
    expect(resolveAuto({ width: 1 }, 'avif', recipe)).toEqual([{ width: 1 }])
  })

  test('is the next best where the best takes too long, and that is found out once', async () => {
    const { put, get, usePictures, slots } = setUp()
    put('a', 'cat')
    const { render } = fakePictures
    const tried: string[] = []
    usePictures({
      render: async (bytes, recipe, facts) => {
        tried.push(recipe.format)
        return recipe.format === 'avif'
          ? { refusal: { cause: 'too-slow', reason: 'Decoding it takes over 20 seconds.' } }
          : render(bytes, recipe, facts)
      },
    })
    for (let time = 0; time < 2; time += 1) expect(typeOf(await get(auto, { accepts: 'avif' }))).toBe('image/webp')
    expect(tried).toEqual(['avif', 'webp'])
    expect(slots()).toHaveLength(2)
    // Who names AVIF gets no other.
    expect(await get({ format: 'avif', quality: 64 })).toMatchObject({ status: 422, outcome: 'too-slow' })
  })

  test('of an original that is refused is refused at once', async () => {
    const { put, get, decoded } = setUp()
    put('a', 'rotten')
    expect(await get(auto, { accepts: 'avif' })).toMatchObject({ status: 422, outcome: 'corrupt' })
    expect(decoded()).toBe(1)
  })

  test('gives what is kept where there is no room for another picture', async () => {
    const { put, get } = setUp({ requests: { maxPerOriginal: 1 } })
    put('a', 'cat')
    await get({ format: 'jpeg' })
    expect(typeOf(await get(auto, { accepts: 'avif' }))).toBe('image/jpeg')
    expect(await get({ ...auto, width: 5 }, { accepts: 'avif' })).toMatchObject({ status: 403, outcome: 'too-many' })
  })

  test('is allowed as any other, and counts as three', async () => {
    const { put, get } = setUp({ requests: { sizes: ['w=100,format=auto'] } })
    put('a', 'cat')
    expect(await get(auto, { accepts: 'webp' })).toMatchObject({ status: 200 })
    expect(await get({ format: 'webp' })).toMatchObject({ status: 403, outcome: 'not-allowed' })
    const sizes = ['w=100,format=auto', 'w=5']
    expect(requestsSchema.safeParse({ sizes, maxPerOriginal: 4 }).success).toBe(true)
    expect(requestsSchema.safeParse({ sizes, maxPerOriginal: 3 }).error?.issues[0]?.message).toContain('at least 4')
  })
})

test('a side that is left out is bounded as one that is asked for', () => {
  const [recipe] = recipesFor()
  if (!recipe) throw new Error('No recipe')
  expect(requestedRecipe(recipe, { height: 4000 }, {}, { largest: 4000 }).sizes).toMatchObject([
    { width: 4000, height: 4000, fit: 'inside' },
  ])
  expect(requestedRecipe(recipe, { width: 10 }, {}, { largest: 500 }).sizes).toMatchObject([{ width: 10, height: 500 }])
})

test('an answer is as a Function URL takes it', async () => {
  const { put, get } = setUp()
  put('a', 'cat')
  expect(lambdaAnswer(await get())).toMatchObject({
    statusCode: 200,
    body: Buffer.from('requested of cat').toString('base64'),
    isBase64Encoded: true,
  })
  expect(lambdaAnswer(await get({}, { ifNoneMatch: '*' }))).not.toHaveProperty('body')
})
