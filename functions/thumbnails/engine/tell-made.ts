import { type Made, type MadePlace, madeOf } from '../rules/made.ts'
import type { Change } from '../rules/notification.ts'
import type { Answer } from './answer.ts'

/**
 * Says that the thumbnails of an original are there, whenever they were found or made: a call that died between the two is made good by the next, which
 * finds them. So it is said at least once for each version and recipe, with the same id each time.
 * @throws what the bus or the queue says where it does not take it: then the message of the upload is tried again
 */
export const madeTeller =
  (tell: (made: Made) => Promise<void>, place: MadePlace) =>
  async (change: Change, { version, thumbnails, recipe, warnings }: Answer, now: Date): Promise<void> => {
    if (version && thumbnails && recipe !== undefined)
      await tell(madeOf(change, version, { recipe, thumbnails, warnings }, place, now))
  }
