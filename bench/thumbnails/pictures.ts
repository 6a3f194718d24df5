import sharp, { type Sharp } from 'sharp'

/** A file that is measured. */
export interface Picture {
  readonly name: string
  /** Of the file's name, for programs that go by it. */
  readonly extension: string
  readonly bytes: Uint8Array
  readonly frames: 'first' | 'animated'
}

const drawing = (width: number, height: number): Buffer => {
  const circles = Array.from({ length: 60 }, (_, index) => {
    const [x, y, radius] = [(index * 977) % width, (index * 613) % height, width / 100 + ((index * 37) % (width / 13))]
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="hsl(${(index * 47) % 360} 60% 50%)" opacity="0.6"/>`
  })
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0.3" y2="1"><stop stop-color="#6fa8dc"/><stop offset="1" stop-color="#e0c9a6"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>${circles.join('')}</svg>`)
}

/** Something as hard as a photo: a gradient, shapes with edges, and the grain of a sensor. */
const makeScene = async (): Promise<Sharp> => {
  const [width, height] = [4000, 3000]
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 25 } },
  })
    .raw()
    .toBuffer()
  const { data, info } = await sharp(drawing(width, height))
    .composite([{ input: grain, raw: { width, height, channels: 3 }, blend: 'soft-light' }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: { width, height, channels: info.channels } })
}

const sized = (scene: Sharp, width: number, height: number): Sharp =>
  scene.clone().resize(width, height, { fit: 'fill', kernel: 'cubic' })

/** A JPEG as a phone writes it. */
const phoneJpeg = async (scene: Sharp, name: string, width: number, height: number): Promise<Picture> => {
  const bytes = await sized(scene, width, height).jpeg({ quality: 85 }).toBuffer()
  return { name, extension: 'jpg', bytes, frames: 'first' }
}

const animation = async (scene: Sharp, frames: number, width: number, height: number): Promise<Buffer> => {
  const still = await sized(scene, width, height).png().toBuffer()
  const turned = Array.from({ length: frames }, (_, index) =>
    sharp(still)
      .modulate({ hue: index * 30 })
      .png()
      .toBuffer(),
  )
  return sharp(await Promise.all(turned), { join: { animated: true } })
    .webp()
    .toBuffer()
}

/** A photo as people send it to each other. */
export const makeSmallPhoto = async (): Promise<Picture> => phoneJpeg(await makeScene(), 'a 2 MP JPEG', 1600, 1200)

/** The files that everybody gets. Made here, and so free of anybody's rights. */
export const makePictures = async (): Promise<readonly Picture[]> => {
  const scene = await makeScene()
  const heavy = sized(scene, 8000, 6000).jpeg({ quality: 90, progressive: true, chromaSubsampling: '4:4:4' })
  const clear = sized(scene, 1000, 1000).ensureAlpha(0.5).png()
  const still = { frames: 'first' } as const
  return [
    await phoneJpeg(scene, '12 MP JPEG', 4000, 3000),
    await phoneJpeg(scene, '24 MP JPEG', 6000, 4000),
    { ...still, name: '1 MP PNG with alpha', extension: 'png', bytes: await clear.toBuffer() },
    { name: 'WebP of 12 frames', extension: 'webp', bytes: await animation(scene, 12, 640, 480), frames: 'animated' },
    { ...still, name: '48 MP progressive 4:4:4 JPEG', extension: 'jpg', bytes: await heavy.toBuffer() },
  ]
}
