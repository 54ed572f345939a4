import type { Socket } from 'bun'

/** WebSocket clients over plain TCP that count frames and look at none, so that the load is never the bottleneck. */
interface LoadSocket {
  send(frame: Uint8Array): void
  /** Called with how many text frames have come, besides those of before. */
  onFrames: (count: number) => void
  end(): void
}

const open = new Set<LoadSocket>()

/** Ends all sockets, as has to be before their servers stop. */
export const endLoads = (): void => {
  for (const load of open) load.end()
  open.clear()
}

const textCode = 0x81
const pingCode = 0x89
const pong = new Uint8Array([0x8a, 0x80, 0, 0, 0, 0])

/** A text frame of less than 64 KiB. The mask is zero: masking it changes nothing. */
export const toClientFrame = (content: unknown): Uint8Array => {
  const body = Buffer.from(JSON.stringify(content))
  const head = body.length < 126 ? [body.length | 0x80] : [126 | 0x80, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([textCode, ...head, 0, 0, 0, 0]), body])
}

/** Counts the frames in what a server sends, wherever its pieces begin and end. */
const createFrameCounter = (answerPing: () => void) => {
  let head: number[] = []
  let left = 0

  const isHeadWhole = () => head.length >= 2 && (head[1] !== 126 || head.length === 4)
  const lengthOf = ([, length = 0, high = 0, low = 0]: number[]) =>
    length === 126 ? high * 256 + low : length
  /** @returns 1 for a text frame, 0 for a ping */
  const endFrame = () => {
    const [code] = head
    head = []
    if (code === textCode) return 1
    if (code !== pingCode) throw new Error(`The server sent a frame that begins with ${code}.`)
    answerPing()
    return 0
  }

  /** @returns how many text frames ended in this piece */
  return (piece: Uint8Array): number => {
    let frames = 0
    for (let at = 0; at < piece.length; ) {
      if (isHeadWhole()) {
        const step = Math.min(left, piece.length - at)
        at += step
        left -= step
      } else {
        head.push(piece[at] ?? 0)
        at += 1
        if (!isHeadWhole()) continue
        left = lengthOf(head)
      }
      if (left === 0) frames += endFrame()
    }
    return frames
  }
}

const handshake = (path: string) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n')

/** An error in a socket's callback would only be printed, and the run would wait for ever. */
const failRun = ({ message }: Error) => {
  process.stderr.write(`The load on the sockets failed: ${message}\n`)
  process.exit(1)
}

/** Resolves when the server has upgraded. */
const connectLoad = async (url: string, path: string): Promise<LoadSocket> => {
  const { promise: upgraded, resolve, reject } = Promise.withResolvers<void>()
  let isUpgraded = false
  let countFrames: (piece: Uint8Array) => number = () => 0
  let hasEnded = false
  const data = (socket: Socket, piece: Buffer) => {
    if (hasEnded) return
    if (isUpgraded) {
      const count = countFrames(piece)
      if (count > 0) load.onFrames(count)
      return
    }
    const end = piece.indexOf('\r\n\r\n')
    if (end < 0 || !piece.includes('101 Switching'))
      return reject(new Error(`${path}: ${piece.toString('latin1')}`))
    isUpgraded = true
    countFrames = createFrameCounter(() => socket.write(pong))
    resolve()
    data(socket, piece.subarray(end + 4))
  }
  const { hostname, port } = new URL(url)
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data,
      open: opened => void opened.write(handshake(path)),
      error: (_, error) => failRun(error),
    },
  })
  const load: LoadSocket = {
    send: frame => void socket.write(frame),
    onFrames: () => {},
    end: () => {
      hasEnded = true
      socket.terminate()
    },
  }
  open.add(load)
  await upgraded
  return load
}

/** Opens sockets at the paths, some at a time. */
export const connectLoads = async (url: string, paths: string[]): Promise<LoadSocket[]> => {
  const loads: LoadSocket[] = []
  for (let at = 0; at < paths.length; at += 50)
    loads.push(...(await Promise.all(paths.slice(at, at + 50).map(path => connectLoad(url, path)))))
  return loads
}

/** Who speaks in a room, in turns, and who hears it. */
export interface LoadRoom {
  speakers: LoadSocket[]
  listeners: LoadSocket[]
}

/** How many frames of a room may be under way. */
const inFlight = 4

/** Says `frame` so many times in each room, and waits until all listeners have heard all of it. */
export const speakInRooms = async (
  rooms: LoadRoom[],
  frame: Uint8Array,
  timesInRoom: number,
): Promise<void> => {
  await Promise.all(
    rooms.map(({ speakers, listeners }) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      let said = 0
      let heard = 0
      const sayMore = () => {
        while (said < timesInRoom && said - heard / listeners.length < inFlight) {
          speakers[said % speakers.length]?.send(frame)
          said += 1
        }
        if (heard >= timesInRoom * listeners.length) resolve()
      }
      for (const listener of listeners) {
        listener.onFrames = count => {
          heard += count
          sayMore()
        }
      }
      sayMore()
      return promise
    }),
  )
}
