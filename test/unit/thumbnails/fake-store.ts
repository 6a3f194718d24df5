import type { Pictures } from '../../../functions/thumbnails/engine/pictures.ts'
import { focusOf } from '../../../functions/thumbnails/rules/focal-point.ts'
import { type PrefixRecipe, recipesOf } from '../../../functions/thumbnails/rules/recipe.ts'
import { tagged } from '../../../functions/thumbnails/rules/tag.ts'
import type { Mark, Version } from '../../../functions/thumbnails/rules/version.ts'
import type { ThumbnailEffects } from '../../../functions/thumbnails/world/effects.ts'
import { thumbnailsSchema } from '../../../shared/config/thumbnails/schema.ts'
import { ConflictError } from '../../../shared/errors.ts'

export type EffectName = keyof ThumbnailEffects

/** The recipes of a config that says only what a test is about. */
export const recipesFor = (config: object = {}): readonly PrefixRecipe[] =>
  recipesOf(thumbnailsSchema.parse({ sizes: { large: 160, small: 20 }, ...config }))

interface StoredVersion extends Version {
  readonly versionId: string
  readonly content: string
  tags: readonly { readonly Key?: string; readonly Value?: string }[]
}

const conflict = (what: string): never => {
  throw new ConflictError(what)
}

/** Two buckets of S3 in memory: versions of originals, and thumbnails that are written on conditions. */
export const fakeStore = () => {
  /** Oldest first; `undefined` is a delete marker. */
  const versions = new Map<string, (StoredVersion | undefined)[]>()
  const thumbnails = new Map<string, Mark & { readonly storageClass: string; readonly contentType: string }>()
  const log: string[] = []
  let count = 0
  const current = (key: string): StoredVersion | undefined => versions.get(key)?.at(-1)
  const find = (key: string, versionId: string | undefined) =>
    versions.get(key)?.find((version) => version?.versionId === versionId)

  const effects: ThumbnailEffects = {
    currentVersion: async ({ key }) => {
      const version = current(key)
      return version && { etag: version.etag, versionId: version.versionId, bytes: version.bytes, focus: version.focus }
    },
    read: async ({ key }, { etag }, from, length) => {
      const version = current(key)
      if (version?.etag !== etag) return conflict('not that version')
      log.push(`read ${key}`)
      return Buffer.from(version.content).subarray(from, from + length)
    },
    readMark: async (key) => thumbnails.get(key),
    write: async ({ key, sourceEtag, recipe, focalPoint, placeholder, bytes, storageClass, contentType }, replaced) => {
      if (thumbnails.get(key)?.etag !== replaced?.etag) conflict('written by somebody else')
      log.push(`write ${key}`)
      thumbnails.set(key, {
        etag: Buffer.from(bytes).toString(),
        sourceEtag,
        recipe,
        focalPoint,
        placeholder,
        storageClass,
        contentType,
      })
    },
    remove: async (key, { etag }) => {
      if (thumbnails.get(key)?.etag !== etag) conflict('not that one')
      log.push(`remove ${key}`)
      thumbnails.delete(key)
    },
    tag: async ({ key }, { versionId }, cause) => {
      const version = find(key, versionId)
      const tags = version && tagged(version.tags, cause)
      if (version && tags) version.tags = tags
    },
  }

  /** @param focalPoint what its metadata says */
  const put = (key: string, content: string, focalPoint?: string): StoredVersion => {
    count += 1
    // As S3 does for small objects: the same content has the same ETag.
    const focus = focusOf(focalPoint)
    const version = { etag: `e-${content}`, versionId: `v${count}`, bytes: content.length, content, focus, tags: [] }
    versions.set(key, [...(versions.get(key) ?? []), version])
    return version
  }
  return {
    effects,
    thumbnails,
    log,
    current,
    put,
    /** Puts a delete marker on top. */
    remove: (key: string) => versions.set(key, [...(versions.get(key) ?? []), undefined]),
    /** Removes one version, or a delete marker, for good: what lies below comes up. */
    removeVersion: (key: string, fromTop = 0) => {
      const all = versions.get(key) ?? []
      versions.set(
        key,
        all.filter((_, index) => index !== all.length - 1 - fromTop),
      )
    },
    versionsOf: (key: string) => versions.get(key) ?? [],
  }
}

/** Pictures are texts: what starts with "bad" is refused by its beginning, "rotten" when it is decoded. */
export const fakePictures: Pictures = {
  prepare: () => {},
  deadlineSeconds: 10,
  inspect: async (read, bytes) => {
    const text = Buffer.from(await read(0, 3)).toString()
    return text === 'bad'
      ? { facts: { bytes }, refusal: { cause: 'not-an-image', reason: 'It is a text.' } }
      : { facts: { bytes } }
  },
  render: async (bytes, { sizes, format }) => {
    const text = Buffer.from(bytes).toString()
    if (text.startsWith('rotten')) return { refusal: { cause: 'corrupt', reason: 'It cannot be decoded.' } }
    const thumbnails = sizes.map(({ name, width = 0, height = 0 }) => ({
      name,
      bytes: Buffer.from(`${name} of ${text}`),
      width,
      height,
      contentType: `image/${format}`,
    }))
    return { thumbnails }
  },
}
