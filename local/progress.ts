import { styleText } from 'node:util'
import { errorText } from '../shared/errors.ts'

const started = performance.now()
const paint = (colour: 'green' | 'red' | 'dim' | 'bold', text: string): string =>
  styleText(colour, text, { stream: process.stdout })

const stamp = (): string => paint('dim', `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s `)

/** When something was last said, so that steps side by side do not all say that they take long. */
let saidAt = 0

/** Prints a line with the seconds since the start. */
export const say = (text: string): void => {
  saidAt = performance.now()
  console.log(`${stamp()} ${text}`)
}

/** A heading between parts. */
export const heading = (text: string): void => console.log(`\n${paint('bold', text)}`)

/** Lines that belong to what was said last. */
export const detail = (text: string): void => {
  for (const line of text.split('\n')) console.log(`${' '.repeat(10)}${paint('dim', '│')} ${line}`)
}

/**
 * Does one step and says how it went and how long it took. While it takes long and nothing else is said, it says so every two seconds.
 * @returns whether it went well
 */
export const step = async (title: string, work: () => Promise<readonly string[]>): Promise<boolean> => {
  const begun = performance.now()
  const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`
  const tick = setInterval(() => {
    if (performance.now() - saidAt > 1_900) say(paint('dim', `  … ${title} (${seconds()})`))
  }, 2_000)
  try {
    const lines = await work()
    say(`${paint('green', '✓')} ${title} ${paint('dim', `in ${seconds()}`)}`)
    for (const line of lines) detail(line)
    return true
  } catch (error) {
    say(`${paint('red', '✗')} ${title} ${paint('dim', `after ${seconds()}`)}`)
    detail(errorText(error))
    return false
  } finally {
    clearInterval(tick)
  }
}
