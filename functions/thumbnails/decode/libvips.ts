import sharp from 'sharp'

const loaders: Readonly<Record<string, string>> = {
  jpeg: 'Jpeg',
  png: 'Png',
  webp: 'Webp',
  gif: 'Nsgif',
  avif: 'Heif',
  tiff: 'Tiff',
}

sharp.cache(false)
sharp.concurrency(1)

/**
 * Lets libvips load these types from memory and nothing else, whatever a file makes it believe. For one that it does not load
 * itself, such as `heic`, that is nothing.
 */
export const allowOnly = (...types: readonly string[]): void => {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: types.flatMap((type) => (loaders[type] ? [`VipsForeignLoad${loaders[type]}Buffer`] : [])),
  })
}

export { sharp }
