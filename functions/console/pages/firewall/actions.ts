import { type AskedAction, actOnAddress } from '../../../../api/firewall/actions.ts'
import { whyAddress } from '../../../../api/firewall/why.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import { parseRange } from '../../../../shared/addresses/addresses.ts'
import { errorText } from '../../../../shared/errors.ts'
import type { Act, Asked } from '../../contract/contribution.ts'
import { withoutAddresses } from '../../view/client-address.ts'
import { timeText } from '../../view/times.ts'
import { firewallWords } from '../../view/words/firewall.ts'
import { findHeld, isBlockId } from './find.ts'

/** Most hours for which a person blocks or allows: a year. */
const mostHours = 8_760

/** What is refused, without the address: what is said of a press is kept for longer than addresses may be. */
const without = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(withoutAddresses(errorText(error))) : error
  }
}

const act = ({ deployment, session }: Asked, address: string, action: AskedAction) =>
  without(() => actOnAddress(deployment, address, action, session.by))

const addressIn = (asked: Asked, form: URLSearchParams): string => {
  const text = (form.get('address') ?? '').trim()
  if (parseRange(text) === undefined) throw new UsageError(firewallWords[asked.reader.language].notAnAddress)
  return text
}

/** Lets the client of a block in again. */
export const release: Act = async (asked, form) => {
  const say = firewallWords[asked.reader.language]
  const id = form.get('block') ?? ''
  const held = isBlockId(id) ? await findHeld(asked.deployment, id) : undefined
  if (!held) throw new UsageError(say.notHeld)
  const { seen } = await act(asked, held.client, { action: 'release', why: (form.get('why') ?? '').slice(0, 300) })
  return { said: seen ? say.releasedSeen : say.released, next: `/firewall/blocks/${id}` }
}

/** Blocks or allows an address for some hours, with why. */
export const setByHand: Act = async (asked, form) => {
  const { reader, now } = asked
  const say = firewallWords[reader.language]
  const address = addressIn(asked, form)
  const text = form.get('hours') ?? ''
  const hours = Number(text)
  if (!Number.isInteger(hours) || hours < 1 || hours > mostHours) throw new UsageError(say.notHours(text.slice(0, 20)))
  const why = (form.get('why') ?? '').trim().slice(0, 300)
  if (why === '') throw new UsageError(say.needReason)
  const until = new Date(now.getTime() + hours * 3_600_000)
  const action = form.get('what') === 'allow' ? 'allow' : 'block'
  const done = await act(asked, address, { action, until, why })
  const end = timeText(reader, done.until ?? until)
  const said = action === 'allow' ? say.allowed(end) : say.blocked(end)
  return { said: done.seen ? said : `${said} ${say.notSeenYet}`, next: '/firewall' }
}

/** Says whether an address is blocked, and leads to why. The address is kept nowhere: not in the path, not in what is said. */
export const lookUp: Act = async (asked, form) => {
  const { deployment, reader } = asked
  const say = firewallWords[reader.language]
  const address = addressIn(asked, form)
  const found = await without(() => whyAddress(deployment, address))
  const [block] = found.blocks
  const until = found.until === undefined ? '' : ` ${say.until}: ${timeText(reader, found.until)}.`
  return {
    said: `${say.verdicts[found.state]}${until}`,
    next: block === undefined ? '/firewall' : `/firewall/blocks/${block.id}`,
  }
}
