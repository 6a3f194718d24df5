import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localDirectory, projectRoot } from '../places.ts'

/** What a page asks for, and what it gets, first to last: the same letters on every machine, as far as the packages have them. */
const families = [
  ['system-ui', 'Open Sans', 'Nanum Gothic'],
  ['sans-serif', 'Open Sans', 'Nanum Gothic'],
  ['monospace', 'DejaVu Sans Mono', 'Liberation Mono', 'Open Sans', 'Nanum Gothic'],
] as const

/** A folder whose name a script may have put anywhere. */
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/**
 * The file by which a browser finds its letters, without root: a bare machine has none at all. Latin is in the package of Chromium,
 * Hangul in one of its own.
 * https://www.freedesktop.org/software/fontconfig/fontconfig-user.html
 * @param chromium where the package's Chromium is unpacked, if it is
 */
export const fontConfig = (chromium?: string): string => {
  const folders = [
    join(projectRoot, 'node_modules', '@expo-google-fonts', 'nanum-gothic'),
    ...(chromium ? [join(chromium, 'fonts')] : []),
    '/usr/share/fonts',
  ]
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders.map((folder) => `<dir>${escapeXml(folder)}</dir>`),
    `<cachedir>${escapeXml(join(localDirectory, 'font-cache'))}</cachedir>`,
    ...families.map(
      ([asked, ...given]) =>
        `<alias binding="strong"><family>${asked}</family><prefer>${given.map((family) => `<family>${family}</family>`).join('')}</prefer></alias>`,
    ),
    '</fontconfig>',
  ]
  return `${lines.join('\n')}\n`
}

/** Writes that file. @returns its path, for `FONTCONFIG_FILE` */
export const writeFontConfig = (chromium?: string): string => {
  const file = join(localDirectory, 'fonts.conf')
  const text = fontConfig(chromium)
  mkdirSync(localDirectory, { recursive: true })
  // A browser that starts at the same moment reads it whole.
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
  return file
}
