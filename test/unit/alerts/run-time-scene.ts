import { doRequest } from '../../../functions/alerts/engine/request.ts'
import { later, type makeWorld } from './scene.ts'

let requests = 0

/** A person's request, as the terminal sends it; each with an id of its own unless it is given one. */
export const asking = (action: string, more: object): object => {
  requests += 1
  const request = requests.toString(16).padStart(8, '0')
  return { source: 'nightshift.command', action, request, by: 'boss', ...more }
}

/** Has something done at a time, in seconds after the start. */
export const ask = (
  scene: ReturnType<typeof makeWorld>,
  action: string,
  more: object,
  seconds = 0,
): Promise<Readonly<Record<string, unknown>>> =>
  doRequest(asking(action, more), scene.world(later(seconds))) as Promise<Readonly<Record<string, unknown>>>

/** ISO 8601, in seconds after the start. */
export const at = (seconds: number): string => later(seconds).toISOString()
