import { pressesSince } from '../../../../api/presses.ts'
import type { PressRecord } from '../../../../shared/ledger/records.ts'
import type { Asked, TellNight } from '../../contract/contribution.ts'
import type { Item } from '../../contract/night.ts'
import { changeItem, changesOf } from '../../view/night/changes.ts'
import { configWords } from '../../view/words/config.ts'

const pressItem = ({ reader }: Asked, { at, by, action, outcome }: PressRecord): Item => ({
  from: at,
  look: outcome === 'failed' ? 'change-failed' : 'changed-by-hand',
  title: () => `${by}: ${action}, ${configWords[reader.language].outcomes[outcome]}`,
  path: '/config',
})

/** Configs that were deployed, and the buttons of this page that people pressed. */
export const configNight: TellNight = async (asked, span) => {
  const { deployment, reader } = asked
  const say = configWords[reader.language]
  const [deployed, pressed] = await Promise.all([changesOf(asked, span, 'config'), pressesSince(deployment, span.from)])
  const people = [...new Set(pressed.map(({ by }) => by))].sort()
  return {
    lanes: [
      {
        id: 'deployed',
        title: say.deployments,
        path: '/config',
        items: deployed.map((change) => changeItem(asked, change)),
      },
      {
        id: 'pressed',
        title: say.buttons,
        path: '/config',
        items: pressed.map((press) => pressItem(asked, press)).toReversed(),
        isWrong: pressed.some(({ outcome }) => outcome === 'failed'),
      },
    ],
    sentences: [
      ...(deployed.length > 0 ? [say.deployed(deployed.length)] : []),
      ...(pressed.length > 0 ? [say.pressed(pressed.length, people.join(', '))] : []),
    ],
    attention: [],
  }
}
