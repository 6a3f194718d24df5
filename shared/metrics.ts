export type Unit = 'Count' | 'Milliseconds' | 'Seconds' | 'Bytes' | 'Percent' | 'None'
export const metrics = {
  add: (
    _name: string,
    _value: number,
    _options?: { unit?: Unit; dimensions?: Readonly<Record<string, string>> },
  ): void => {},
  flush: (): void => {},
}
