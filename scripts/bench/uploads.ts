import { Client } from '../../test/support/client.ts'
import { formFile, phonePhoto } from '../../test/support/images.ts'

/**
 * A process that uploads photographs of 12 megapixels at once: `bun scripts/bench/uploads.ts URL TOKEN COUNT`. It says a
 * line when it is ready, begins when it gets one, and ends when all are kept.
 */

const [url = '', token = '', count = '1'] = process.argv.slice(2)
const photo = await phonePhoto()
const bodies = Array.from({ length: Number(count) }, () => formFile(photo, 'photo.jpg'))
process.stdout.write('ready\n')
for await (const _ of process.stdin) break
const client = new Client(url, token)
const answers = await Promise.all(bodies.map(body => client.post('/api/upload/general', body)))
const refused = answers.find(({ status }) => status !== 201)
if (refused) throw new Error(`An upload was answered with ${refused.status}.`)
process.exit(0)
