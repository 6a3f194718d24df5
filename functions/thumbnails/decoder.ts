type Sharp = typeof import('sharp').default

let loading: Promise<Sharp> | undefined

const load = async (): Promise<Sharp> => {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  // Nothing but the five loaders of the accepted types can run, whatever a file makes libvips believe.
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
  })
  return sharp
}

/**
 * sharp, set up for one picture at a time. Its native library takes some 30 ms to load, so a cold start does that while the
 * original is still on its way, and a call that decodes nothing never does.
 */
export const loadDecoder = (): Promise<Sharp> => {
  loading ??= load()
  return loading
}
