export interface Memory<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  clear(): void
}

export const createMemory = <Value>(size: number): Memory<Value> => {
  const values = new Map<string, Value>()
  return {
    get: key => values.get(key),
    set: (key, value) => {
      values.delete(key)
      values.set(key, value)
      const [oldest] = values.keys()
      if (values.size > size && oldest !== undefined) values.delete(oldest)
    },
    clear: () => values.clear(),
  }
}
