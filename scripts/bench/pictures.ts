import { join } from 'node:path'
import sharp from 'sharp'
import { renderVariant, rewriteImage } from '../../src/domain/uploads/images.ts'
import { createDiskFileStore } from '../../src/files/disk.ts'
import { phonePhoto } from '../../test/support/images.ts'

/**
 * Turns photographs of 12 megapixels into what is stored and two variants, two at a time, and writes how many a second.
 * A process of its own for each way: what one tells sharp would hold for the other too.
 */

const [way = '', folder = ''] = process.argv.slice(2)
const pictures = 8
const atOnce = 2
const widths = [320, 1080]

const files = createDiskFileStore(folder)

/** As the product does it, the checks and the placeholder included. */
const keepByProduct = async (sent: Uint8Array, name: string) => {
  const { bytes } = await rewriteImage(sent)
  await files.write('uploads', name, bytes)
  for (const width of widths) {
    const variant = await renderVariant(bytes, { width, height: Math.round((width * 4) / 3), format: 'webp' })
    await files.write('thumbnails', `${name}-${width}`, variant)
  }
}

/** As one writes it down at first, with the settings sharp comes with. */
const keepNaively = async (sent: Uint8Array, name: string) => {
  await Bun.write(join(folder, name), await sharp(sent).autoOrient().jpeg({ quality: 85 }).toBuffer())
  for (const width of widths) {
    const variant = await sharp(sent).autoOrient().resize(width).webp({ quality: 80 }).toBuffer()
    await Bun.write(join(folder, `${name}-${width}`), variant)
  }
}

const keep = way === 'product' ? keepByProduct : keepNaively
const photo = await phonePhoto()
const keepSome = async (first: number) => {
  // Each is a copy, as each upload is: sharp remembers what it has decoded.
  for (let at = first; at < pictures; at += atOnce) await keep(photo.slice(), `${at}`)
}
await keep(photo.slice(), 'warm')
const since = performance.now()
await Promise.all(Array.from({ length: atOnce }, (_, first) => keepSome(first)))
process.stdout.write(`${(pictures * 1000) / (performance.now() - since)}\n`)
process.exit(0)
