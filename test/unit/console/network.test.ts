import { drawPlan } from '../../../api/reach/picture.ts'
import { networkPages } from '../../../functions/console/pages/network.ts'
import { madeUpNetwork } from '../../../local/preview/made-up-network.ts'
import { log } from '../../../shared/log.ts'
import { madeConsole } from './console.ts'

log.setLogLevel('SILENT')

const korean = { 'accept-language': 'ko' }

describe('the network, in the console', () => {
  test('a picture of what was deployed, and the same as a table', async () => {
    const page = await madeConsole({ network: madeUpNetwork }).read('/network')
    expect(page).toContain('10.1.4.0/24')
    expect(page).toContain('>out by NAT<')
    expect(page.match(/marker-end/g)).toHaveLength(5)
    expect(page).toContain(
      '<tr><th scope="row"><bdi>jobs</bdi></th><td><bdi>database</bdi></td><td>5432</td><td>a part</td></tr>',
    )
    expect(page).toContain('<td>80, 443</td><td>everything</td>')
  })

  test('nothing in it has a style of its own, which the policy of the page forbids', async () => {
    const page = await madeConsole({ network: madeUpNetwork }).read('/network')
    expect(page).not.toMatch(/<style|\sstyle=|<script>/)
    // The one that stands by itself has.
    expect(
      drawPlan(madeUpNetwork, {
        label: '',
        ways: { open: '', nat: '', gateway: '', none: '' },
        empty: String,
        out: '',
      }),
    ).not.toContain('<style')
  })

  test('in Korean too, but for the names, by which parts are called elsewhere', async () => {
    const made = madeConsole({ network: madeUpNetwork })
    const cookie = `__Host-nightshift-session=${await made.signIn()}`
    const page = await (await made.ask('/network', { headers: { ...korean, cookie } })).text()
    expect(page).toContain('네트워크')
    expect(page).toContain('>NAT로 나감<')
    expect(page).not.toContain('out by')
    expect(page).toContain('>database<')
  })

  test('what is called like markup stays text', async () => {
    const [first] = madeUpNetwork.tiers
    const page = await madeConsole({
      network: {
        ...madeUpNetwork,
        tiers: [{ wayOut: 'open', subnets: first?.subnets ?? [], parts: ['<b>"x"'] }],
        passages: [{ from: 'internet', to: '<b>"x"', ports: [1], passes: 'some' }],
      },
    }).read('/network')
    expect(page).not.toContain('<b>')
    expect(page).toContain('&lt;b&gt;&quot;x&quot;')
  })

  test('a page that was deployed without one says so', async () => {
    expect(await madeConsole().read('/network')).toContain('deployed without a picture')
  })

  test('only a network of ours has the page and its entry in the menu', async () => {
    const { network } = madeConsole().deployment.config.estate ?? {}
    expect(network && networkPages.isWanted?.({ estate: { network } } as never)).toBe(true)
    const theirs = { network: { vpcId: 'vpc-0123456789abcdef0' } }
    expect([undefined, theirs].map((estate) => networkPages.isWanted?.({ estate } as never))).toEqual([false, false])
  })
})
