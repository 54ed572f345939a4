import type { DevRule } from './controls.ts'

interface Words {
  everybody: string
  sockets: string
  timesLeft(count: number): string
}

export const describeRule = (
  { user_id, method, path, prefer, times_left, socket }: DevRule,
  nameOf: (userId: string | null) => string,
  words: Words,
): string => {
  const where = [method, path].filter(part => part !== null).join(' ')
  const network = socket && {
    ...(socket.latency_ms > 0 && { latency: `${socket.latency_ms} ms` }),
    ...(socket.loss > 0 && { loss: `${Math.round(socket.loss * 100)} %` }),
    ...(socket.doubles > 0 && { doubles: `${Math.round(socket.doubles * 100)} %` }),
    ...(socket.tunnel && { tunnel: `${socket.tunnel.open_seconds}/${socket.tunnel.shut_seconds} s` }),
  }
  const conditions = Object.entries(network ?? {}).map(([name, value]) => `${name} ${value}`)
  return [
    user_id === null ? words.everybody : nameOf(user_id),
    where,
    prefer ?? '',
    conditions.length > 0 ? `${words.sockets}: ${conditions.join(', ')}` : '',
    times_left === null ? '' : words.timesLeft(times_left),
  ]
    .filter(part => part !== '')
    .join(' · ')
}
