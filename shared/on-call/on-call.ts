import type { AlertsConfig, Layer, Override, Rotation } from '../config/alerts/schema.ts'
import { type Span, turnsOf } from './turns.ts'
import { windowsOf } from './windows.ts'

export interface OnCall {
  /** The responder's short name. */
  readonly responder: string
  readonly from: Date
  readonly until: Date
  /** What decides: the last layer that counts, numbered from 1, or an override. */
  readonly by: `layer ${number}` | 'override'
}

/** A stretch over which the answer stays the same, in epoch milliseconds; nobody is on call where there is no responder. */
export type Stretch = Span & {
  readonly responder?: string
  readonly by?: OnCall['by']
  /** When the turn began that decides: a handoff is a change even where the same person follows. */
  readonly turn?: number
}

/** All layers of a rotation, those of shadows too. */
export const allLayersOf = (rotation: Rotation): readonly Layer[] =>
  'layers' in rotation ? rotation.layers : [rotation]

/** The layers of a rotation that decide who is on call; a rotation may be written as its only one. */
export const layersOf = (rotation: Rotation): readonly Layer[] => allLayersOf(rotation).filter(({ shadow }) => !shadow)

/** The layers of a rotation whose people shadow whoever is on call. */
export const shadowLayersOf = (rotation: Rotation): readonly Layer[] =>
  allLayersOf(rotation).filter(({ shadow }) => shadow)

/** Who shadows a rotation at an instant: of each shadow layer that counts then whoever's turn it is. */
export const shadowsOf = (rotation: Rotation, at: Date): string[] =>
  shadowLayersOf(rotation).flatMap((layer) =>
    windowsOf(layer)(at.getTime()).counts ? [turnsOf(layer)(at.getTime()).responder] : [],
  )

/** The overrides of one rotation, in the order in which they are written. */
export const overridesOf = ({ overrides }: Pick<AlertsConfig, 'overrides'>, rotation: string): Override[] =>
  overrides.filter((override) => override.rotation === rotation)

const meet = (one: Span, other: Span): Span => ({
  from: Math.max(one.from, other.from),
  until: Math.min(one.until, other.until),
})

/** Answers again from what was found last while that still holds: who walks through time asks for each stretch once. */
const remember = <Found extends Span>(find: (at: number) => Found): ((at: number) => Found) => {
  let last: Found | undefined
  return (at) => {
    if (!last || at < last.from || at >= last.until) last = find(at)
    return last
  }
}

type StretchAt = (at: number) => Stretch

/** What the layers say: the last one that counts decides. */
const readLayers = (layers: readonly Layer[]): StretchAt => {
  const readers = layers.map((layer) => ({
    window: remember(windowsOf(layer)),
    turn: remember(turnsOf(layer)),
  }))
  return (at) => {
    let span: Span = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
    for (const [index, { window, turn }] of [...readers.entries()].reverse()) {
      const here = window(at)
      span = meet(span, here)
      if (!here.counts) continue
      const { responder, ...turnOf } = turn(at)
      return { ...meet(span, turnOf), responder, by: `layer ${index + 1}`, turn: turnOf.from }
    }
    return span
  }
}

/** The part of a timeline in which no edge lies, but for its beginning. */
const cut = (edges: readonly number[], at: number): Span => ({
  from: Math.max(Number.NEGATIVE_INFINITY, ...edges.filter((edge) => edge <= at)),
  until: Math.min(Number.POSITIVE_INFINITY, ...edges.filter((edge) => edge > at)),
})

/**
 * What layers and overrides say. The last override that applies decides. `instead` is asked of the layers, not of other
 * overrides, so that two overrides can be a swap.
 */
const readPieces = (rotation: Rotation, overrides: readonly Override[]): StretchAt => {
  const layersAt = remember(readLayers(layersOf(rotation)))
  const periods = overrides
    .map(({ from, until, ...override }) => ({ ...override, from: Date.parse(from), until: Date.parse(until) }))
    .reverse()
  const edges = periods.flatMap(({ from, until }) => [from, until])
  const piece = (at: number): Stretch => {
    let span = cut(edges, at)
    for (const { responder, instead, from, until } of periods) {
      if (at < from || at >= until) continue
      if (instead === undefined) return { ...span, responder, by: 'override' }
      const layers = layersAt(at)
      // Whether or not it is this person's turn, the answer holds no longer than the turn does.
      span = meet(span, layers)
      if (layers.responder === instead) return { ...span, responder, by: 'override' }
    }
    const layers = layersAt(at)
    return { ...layers, ...meet(span, layers) }
  }
  return remember(piece)
}

const isSame = (one: Stretch, other: Stretch): boolean =>
  one.responder === other.responder && one.by === other.by && one.turn === other.turn

/**
 * The stretches of a rotation from one instant to another, in order and without a hole, cut off at both ends.
 * @param overrides those of this rotation
 */
export function* stretches(
  rotation: Rotation,
  overrides: readonly Override[],
  { from, until }: Span,
): Generator<Stretch, undefined> {
  const pieceAt = readPieces(rotation, overrides)
  let stretch: Stretch | undefined
  for (let at = from; at < until; ) {
    const piece = pieceAt(at)
    if (stretch && isSame(stretch, piece)) stretch = { ...stretch, until: piece.until }
    else {
      if (stretch) yield stretch
      stretch = { ...piece, from: at }
    }
    at = piece.until
  }
  if (stretch) yield { ...stretch, until: Math.min(stretch.until, until) }
}

/** The stretch around an instant, from its very beginning to its very end. */
export const stretchAt = (rotation: Rotation, overrides: readonly Override[], at: number): Stretch => {
  const pieceAt = readPieces(rotation, overrides)
  const here = pieceAt(at)
  let { from, until } = here
  while (Number.isFinite(until)) {
    const next = pieceAt(until)
    if (!isSame(here, next)) break
    until = next.until
  }
  while (Number.isFinite(from)) {
    const last = pieceAt(from - 1)
    if (!isSame(here, last)) break
    from = last.from
  }
  return { ...here, from, until }
}

/**
 * Who is on call in a rotation at an instant, and the exact stretch until that changes; nothing when nobody is. A handoff
 * counts as a change even where the same person follows.
 * @param overrides those of this rotation: `overridesOf(config, name)`
 */
export const onCallAt = (rotation: Rotation, overrides: readonly Override[], at: Date): OnCall | undefined => {
  const { responder, by, from, until } = stretchAt(rotation, overrides, at.getTime())
  return responder === undefined || by === undefined
    ? undefined
    : { responder, by, from: new Date(from), until: new Date(until) }
}
