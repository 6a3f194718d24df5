export const cdnNames = ['cloudfront', 'cloudflare', 'fastly'] as const

/** Published ranges of content delivery networks: each of their addresses stands for many clients. */
export const cdnRanges: Readonly<Record<(typeof cdnNames)[number], readonly string[]>> = {
  cloudfront: [],
  cloudflare: [],
  fastly: [],
}
