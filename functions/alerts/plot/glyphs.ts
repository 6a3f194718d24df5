export type Place = readonly [x: number, y: number]

/** Strokes as `x,y x,y …`, one after the other with a bar between. */
const drawn: Readonly<Record<string, string>> = {
  '0': '1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0',
  '1': '1,1 2.5,0 2.5,6',
  '2': '0,1 1,0 3,0 4,1 4,2 0,6 4,6',
  '3': '0,0 4,0 2,2.5 3,2.5 4,3.5 4,5 3,6 1,6 0,5',
  '4': '3,6 3,0 0,4 4,4',
  '5': '4,0 0.5,0 0.2,2.7 1,2.3 3,2.3 4,3.3 4,5 3,6 1,6 0,5',
  '6': '3.6,0.3 3,0 1.2,0 0,1.4 0,5 1,6 3,6 4,5 4,3.5 3,2.5 1,2.5 0,3.5',
  '7': '0,0 4,0 1.5,6',
  '8': '1,0 3,0 4,1 4,2 3,3 1,3 0,2 0,1 1,0|1,3 0,4 0,5 1,6 3,6 4,5 4,4 3,3',
  '9': '0.4,5.7 1,6 2.8,6 4,4.6 4,1 3,0 1,0 0,1 0,2.5 1,3.5 3,3.5 4,2.5',
  '-': '0.5,3 3.5,3',
  '.': '1.8,5.5 1.8,6',
  ':': '1.8,1.8 1.8,2.3|1.8,4.8 1.8,5.3',
  '/': '0,6 4,0',
  '+': '0.5,3 3.5,3|2,1.5 2,4.5',
  e: '0,4 4,4 3.5,2.6 2.5,2 1.5,2 0.3,3 0,4 0.4,5.3 1.5,6 2.7,6 3.8,5.3',
  k: '0,0 0,6|3.5,2 0,4.4|1.2,3.6 3.7,6',
  M: '0,6 0,0 2,3.4 4,0 4,6',
  G: '4,1 3,0 1,0 0,1 0,5 1,6 3,6 4,5 4,3.2 2.3,3.2',
  T: '0,0 4,0|2,0 2,6',
}

const placeOf = (text: string): Place => {
  const [x = 0, y = 0] = text.split(',').map(Number)
  return [x, y]
}

/**
 * The few characters of an axis as lines on a grid of 4 by 6, y downwards; nothing for any other. A font would be a file of its
 * own beside the function, larger than all of its code.
 */
export const glyphStrokes = (character: string): Place[][] =>
  drawn[character]?.split('|').map((stroke) => stroke.split(' ').map(placeOf)) ?? []

/** Units of the grid from one character to the next. */
export const glyphAdvance = 5.5

/** Width of a text in units of the grid. */
export const glyphsWidth = (text: string): number => text.length * glyphAdvance - 1.5
