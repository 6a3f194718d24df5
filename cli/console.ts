import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { consoleLink } from '../api/console.ts'
import { asker } from './asker.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'

/** How a browser is opened, by system. */
const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
}

/** Opens an address in the browser. Where there is none nothing happens: the address was printed. */
const openBrowser = (address: string, platform = process.platform): void => {
  const [command, ...options] = openers[platform] ?? ['xdg-open']
  if (command === undefined) return
  const child = spawn(command, [...options, address], { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined)
  child.unref()
}

/** `nightshift console`: signs a browser in to the web page. */
export const registerConsole = (program: Command, find = findDeployment, open = openBrowser): void => {
  program
    .command('console')
    .description('open the web page that shows the night, signed in by your AWS credentials')
    .option('--no-open', 'only print the link, which works once, for a minute')
    .option(...jsonOption)
    .action(async ({ open: isToOpen, json = false }: JsonOption & { open: boolean }) => {
      const deployment = await find()
      const answer = await consoleLink(deployment, asker())
      if (json) return console.log(JSON.stringify([answer]))
      console.log(answer.link)
      const may = answer.role === 'act' ? 'may act' : 'may look'
      console.error(
        `Signed in as ${answer.by}, who ${may}. The link works once, for ${answer.seconds} seconds.${deployment.local ? ' This is the laptop: nobody checks who signs in.' : ''}`,
      )
      if (isToOpen) open(answer.link)
    })
}
