/** Programs that send one body and close the connection, as clients in other languages do. Each prints the status. */

export interface Sending {
  url: string
  token: string
  /** Of the body, in bytes. */
  length: number
  isChunked: boolean
  /** A file of at least that length. */
  file: string
}

const nodeProgram = `
const [url, token, length, chunked] = process.argv.slice(1)
const body = Buffer.alloc(Number(length), 'x')
const headers = { authorization: 'Bearer ' + token, 'content-type': 'multipart/form-data; boundary=x', ...(chunked === 'true' ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length }) }
const request = require('node:http').request(url, { method: 'POST', headers, agent: false }, response => {
  let text = ''
  response.on('data', chunk => { text += chunk })
  response.on('end', () => console.log(response.statusCode, JSON.parse(text).error_code))
})
request.on('error', error => console.log(error.code))
const send = (at = 0) => {
  for (; at < body.length; at += 65536) {
    if (!request.write(body.subarray(at, at + 65536))) return request.once('drain', () => send(at + 65536))
  }
  request.end()
}
send()
`

const pythonProgram = `
import json, sys, urllib.request, urllib.error
url, token, length, chunked = sys.argv[1:]
pieces = [b'x' * 50000] * (int(length) // 50000)
headers = {'Authorization': 'Bearer ' + token, 'Content-Type': 'multipart/form-data; boundary=x'}
body = iter(pieces) if chunked == 'true' else b''.join(pieces)
try:
    urllib.request.urlopen(urllib.request.Request(url, body, headers, method='POST'))
except urllib.error.HTTPError as error:
    print(error.code, json.loads(error.read())['error_code'])
except OSError as error:
    print(error)
`

const inArguments = ({ url, token, length, isChunked }: Sending) => [
  `${url}/api/upload/gig`,
  token,
  String(length),
  String(isChunked),
]

const commands: Record<string, (sending: Sending) => string[]> = {
  curl: ({ url, token, isChunked, file }) => [
    ...['curl', '-sS', '-o', '-', '-w', '\n%{http_code}', '-H', `Authorization: Bearer ${token}`],
    ...['-H', 'Content-Type: multipart/form-data; boundary=x', '-H', 'Connection: close', '-X', 'POST'],
    ...(isChunked ? ['-H', 'Transfer-Encoding: chunked'] : []),
    ...['--data-binary', `@${file}`, `${url}/api/upload/gig`],
  ],
  'node without keep-alive': sending => ['node', '-e', nodeProgram, ...inArguments(sending)],
  'urllib of Python': sending => ['python3', '-c', pythonProgram, ...inArguments(sending)],
}

export const clientNames = Object.keys(commands)

/** @returns the status and the error code, or what the client says of a broken connection */
export const sendWith = async (name: string, sending: Sending): Promise<string> => {
  const child = Bun.spawn(commands[name]?.(sending) ?? [], { stdout: 'pipe', stderr: 'pipe' })
  const [out, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  const [, code, status] = /"error_code":"(\w+)".*\n(\d{3})$/s.exec(out) ?? []
  return status ? `${status} ${code}` : (out + errors).trim()
}
