import { spyOn } from 'bun:test'
import { settings } from '../../src/config.ts'

const variables = Object.values(settings).flatMap(({ variable }) => [variable, `${variable}_FILE`])

const replaceEnvironment = (env: Readonly<Record<string, string>>): (() => void) => {
  const former = [...variables, ...Object.keys(env)].map(name => [name, process.env[name]] as const)
  for (const name of variables) delete process.env[name]
  Object.assign(process.env, env)
  return () => {
    for (const [name, value] of former)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
}

/** Whoever runs the tests may do so at a terminal. */
const replaceTerminal = (stream: NodeJS.WriteStream, isTTY: boolean): (() => void) => {
  const former = Object.getOwnPropertyDescriptor(stream, 'isTTY')
  Object.defineProperty(stream, 'isTTY', { value: isTTY, configurable: true, writable: true })
  return () => {
    if (former) Object.defineProperty(stream, 'isTTY', former)
    else Reflect.deleteProperty(stream, 'isTTY')
  }
}

/** Runs a command in this process, with these settings alone. What it throws is the caller's. */
export const runHere = async (
  env: Readonly<Record<string, string>>,
  run: () => unknown,
  { isTerminal = false } = {},
): Promise<{ out: string; err: string; exitCode: number }> => {
  const putBack = [
    replaceEnvironment(env),
    ...[process.stdout, process.stderr].map(stream => replaceTerminal(stream, isTerminal)),
  ]
  const written = { out: '', err: '' }
  const listenTo = (name: 'out' | 'err', stream: NodeJS.WriteStream) =>
    spyOn(stream, 'write').mockImplementation(text => {
      written[name] += String(text)
      return true
    })
  const spies = [listenTo('out', process.stdout), listenTo('err', process.stderr)]
  const formerCode = process.exitCode
  process.exitCode = 0
  try {
    await run()
    return { ...written, exitCode: Number(process.exitCode) }
  } finally {
    process.exitCode = formerCode ?? 0
    for (const spy of spies) spy.mockRestore()
    for (const each of putBack) each()
  }
}
