import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The command of a Chromium on this machine; `CHROME_PATH` comes first. Nothing where there is none. */
export const findBrowser = (environment: NodeJS.ProcessEnv = process.env): string | undefined =>
  [...(environment.CHROME_PATH ? [environment.CHROME_PATH] : []), ...names].find(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  )

export interface Screen {
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}

/**
 * A document as a browser shows it, as a PNG of at most 256 colours with two pixels for each CSS pixel.
 * @throws Error where the browser makes no picture
 */
export const photograph = async (browser: string, document: string, { width, height }: Screen): Promise<Buffer> => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-picture-'))
  const [page, frame, png] = ['page.html', 'frame.html', 'page.png'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ]
  try {
    writeFileSync(page, document)
    // A window of Chromium is at least 500 pixels wide; a frame is as narrow as it is told to be.
    writeFileSync(
      frame,
      `<!doctype html><style>html,body{margin:0;background:#fff}iframe{display:block;border:0;width:${width}px;height:${height}px}</style><iframe src="page.html" scrolling="no"></iframe>`,
    )
    const { status, stderr } = spawnSync(
      browser,
      [
        '--headless',
        // As root, which a container is, Chromium starts without its sandbox only. The document is our own.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--hide-scrollbars',
        '--force-device-scale-factor=2',
        `--window-size=${Math.max(width, 500)},${height + 100}`,
        `--user-data-dir=${join(directory, 'profile')}`,
        `--screenshot=${png}`,
        pathToFileURL(frame).href,
      ],
      { encoding: 'utf8', timeout: 60_000 },
    )
    if (status !== 0) throw new Error(`${browser} made no picture: ${stderr.trim().split('\n').at(-1)}`)
    return await sharp(readFileSync(png))
      .extract({ left: 0, top: 0, width: 2 * width, height: 2 * height })
      .png({ palette: true, compressionLevel: 9 })
      .toBuffer()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
