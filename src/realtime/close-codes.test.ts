import { expect, test } from 'bun:test'
import { closeCodes, closeCodeTable } from './close-codes.ts'

test('close codes name the limits of a socket in units that people read', () => {
  expect(closeCodes.FRAME_TOO_LARGE.reason).toBe('A frame may have 16 KiB.')
  expect(closeCodes.TOO_MANY_FRAMES.reason).toBe('More than 20 frames a second, sustained.')
  expect(closeCodes.TOO_MANY_SOCKETS.reason).toBe('A user may have 20 sockets.')
  const { advice } = closeCodes.CONNECTION_LOST
  for (const limit of ['256 KiB waited for it', 'more than 16 MiB wait', 'no ping for 90 seconds'])
    expect(advice).toContain(limit)
})

test('the table of close codes has a row for each', () => {
  expect(closeCodeTable([closeCodes.SERVER_STOPPING, closeCodes.TOO_MANY_SOCKETS])).toBe(`\
| code | why | reconnect? | what then |
|---|---|---|---|
| 1001 | The server is stopping. | yes | Reconnect after a second or two and catch up. |
| 4029 | A user may have 20 sockets. | no | Close another socket of this user first. |`)
})
