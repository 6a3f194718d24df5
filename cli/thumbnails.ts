import type { Command } from 'commander'
import { registerBackfill } from './thumbnails/backfill.ts'
import { registerRejects } from './thumbnails/rejects.ts'
import { registerReplay } from './thumbnails/replay.ts'
import { registerSign } from './thumbnails/sign.ts'
import { registerUrl } from './thumbnails/url.ts'

/** `nightshift thumbnails` */
export const registerThumbnails = (program: Command): void => {
  const thumbnails = program.command('thumbnails').description('thumbnails of uploads')
  registerRejects(thumbnails)
  registerReplay(thumbnails)
  registerBackfill(thumbnails)
  registerUrl(thumbnails)
  registerSign(thumbnails)
}
