import type { madeConsole } from '../console.ts'

/** A browser before the console: it keeps cookies, and follows nothing by itself. */
export const browserBefore = (console: Pick<ReturnType<typeof madeConsole>, 'ask'>) => {
  const jar = new Map<string, string>()
  return {
    jar,
    go: async (path: string, init: RequestInit = {}): Promise<Response> => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await console.ask(path, { ...init, headers: { cookie, ...init.headers } })
      for (const text of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
      return answer
    },
  }
}
