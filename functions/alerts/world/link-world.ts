import type { SsmValue } from '../../../shared/config/values.ts'
import type { HandOver } from '../rules/hand-over.ts'
import type { PostedLetter } from '../rules/posted-letter.ts'
import type { World } from './world.ts'

/** What the function that anybody can call works with: the ledger, and two queues. It reaches nobody. */
export interface LinkWorld extends Pick<World, 'ledger' | 'config' | 'now' | 'wake'> {
  /** Has another function do what is owed to people, at once. @throws the SDK's error */
  readonly handOver: (order: HandOver) => Promise<void>
  /** Where reports of sources go; nothing where the config has no source. */
  readonly reports?: Reports | undefined
}

/** What taking a report needs beside the ledger. */
export interface Reports {
  /** Puts a report into the queue of reports. @throws the SDK's error */
  readonly post: (letter: PostedLetter) => Promise<void>
  /** What a source signs its reports with. @throws the SDK's error, or Error where the parameter is empty */
  readonly secretOf: (secret: SsmValue) => Promise<string>
}
