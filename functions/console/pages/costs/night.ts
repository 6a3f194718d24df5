import { incidentsSince } from '../../../../api/alerts/night.ts'
import type { TellNight } from '../../contract/contribution.ts'
import type { Lane } from '../../contract/night.ts'
import { numberText } from '../../view/times.ts'
import { costsWords } from '../../view/words/costs.ts'

/** What was sent, by the channel that bills it. It is read of the same lists as the incidents are. */
export const costsNight: TellNight = async ({ deployment, reader }, { from }) => {
  const say = costsWords[reader.language]
  const { messages } = await incidentsSince(deployment, from)
  const byChannel = [
    ...Map.groupBy(
      messages.filter(({ outcome }) => outcome === 'accepted'),
      ({ channel }) => channel,
    ),
  ].sort(([, one], [, other]) => other.length - one.length)
  return {
    lanes: byChannel.map(
      ([channel, sent]): Lane => ({
        id: `sent/${channel}`,
        title: say.sent(channel),
        path: '/costs',
        items: sent.map(({ at, to, incident }) => ({
          from: at,
          look: 'message-sent',
          title: () => say.sentTo(channel, to),
          path: `/incidents/${incident}`,
        })),
      }),
    ),
    sentences:
      byChannel.length > 0
        ? [
            say.wereSent(
              byChannel.map(([channel, { length }]) => `${numberText(reader, length)} × ${channel}`).join(', '),
            ),
          ]
        : [],
    attention: [],
  }
}
