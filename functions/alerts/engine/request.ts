import { parseRequest } from '../rules/request.ts'
import type { World } from '../world/world.ts'
import { makeCalendar, revokeCalendars } from './calendars.ts'
import { addNote } from './notes.ts'
import { cancelOverride, makeOverride } from './overrides.ts'
import { endSilence, makeSilence } from './silences.ts'

/**
 * Does what a person asks for at run time: who covers a time of a rotation, what pages nobody, a note, the address of a feed. What comes
 * twice with the same `request` is done once.
 * @returns what came of it, or `refused` with why it may not be and what to do instead
 * @throws PermanentError `malformed-event`, naming each fault; TransientError where too many change the same at once; the SDK's error
 * where the ledger does not answer: nothing has been done then
 */
export const doRequest = async (raw: unknown, world: World): Promise<unknown> => {
  const request = parseRequest(raw)
  switch (request.action) {
    case 'override':
    case 'swap':
      return makeOverride(request, world)
    case 'cancel-override':
      return cancelOverride(request, world)
    case 'silence':
      return makeSilence(request, world)
    case 'end-silence':
      return endSilence(request, world)
    case 'note':
      return addNote(request, world)
    case 'calendar':
      return makeCalendar(request, world)
    case 'revoke-calendar':
      return revokeCalendars(request, world)
  }
}
