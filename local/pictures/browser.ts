import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'

export interface Screen {
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}

const zone = 'Asia/Seoul'

/** Opens a page of a browser with two pixels for each CSS pixel, for somebody in Seoul who reads English. */
const openPage = async (browser: Browser, viewport: Screen, more: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: 2,
    locale: 'en-GB',
    timezoneId: zone,
    ...more,
  })
  return context.newPage()
}

/** A document as a browser shows it, as a PNG of at most 256 colours. */
export const photograph = async (browser: Browser, document: string, screen: Screen): Promise<Buffer> => {
  const page = await openPage(browser, screen)
  try {
    await page.setContent(document)
    return await sharp(await page.screenshot())
      .png({ palette: true, compressionLevel: 9 })
      .toBuffer()
  } finally {
    await page.context().close()
  }
}

/** A page that is served, and how it is looked at. */
export interface Look extends Screen {
  readonly theme: 'light' | 'dark'
  readonly path: string
  /** Pixels for each CSS pixel. Default 2. */
  readonly scale?: number
}

/** Pages as a browser shows them to whoever has signed in by a link, one after the other, as WebP. */
export const photographPages = async (
  browser: Browser,
  address: string,
  link: () => Promise<string>,
  looks: Readonly<Record<string, Look>>,
  keep: (name: string, picture: Buffer) => void,
): Promise<void> => {
  for (const [name, { path, theme, width, height, scale = 2 }] of Object.entries(looks)) {
    const page = await openPage(browser, { width, height }, { colorScheme: theme, deviceScaleFactor: scale })
    try {
      await page.context().addCookies([{ name: 'nightshift-zone', value: zone, url: address }])
      await page.goto(`${address}${await link()}`)
      await page.goto(`${address}${path}`)
      keep(
        name,
        await sharp(await page.screenshot())
          .webp({ quality: 82, effort: 6 })
          .toBuffer(),
      )
    } finally {
      await page.context().close()
    }
  }
}
