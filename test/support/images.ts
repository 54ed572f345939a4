import type { Static } from '@sinclair/typebox'
import sharp from 'sharp'
import type { FileView } from '../../src/domain/uploads/model.ts'
import { encodePng, pngChunk, pngFile, pngHeader } from '../../src/lib/png.ts'
import { type SeededRandom, seededRandom } from '../../src/lib/random.ts'
import type { Person } from './people.ts'

export type FileJson = Static<typeof FileView>

type Bytes = Uint8Array<ArrayBuffer>

export const formFile = (bytes: Bytes, name: string, type = 'application/octet-stream'): FormData => {
  const form = new FormData()
  form.append('file', new File([bytes], name, { type }))
  return form
}

/** Sends a picture as a form; the caller says what the answer's body looks like. */
export const sendFile = <Body = FileJson>(
  person: Person,
  bytes: Bytes,
  name = 'photo.jpg',
  kind = 'general',
) => person.client.post<Body>(`/api/upload/${kind}`, formFile(bytes, name))

/** A picture of `person` that was taken. */
export const keepFile = async (person: Person, bytes: Bytes, kind = 'general'): Promise<FileJson> => {
  const answer = await sendFile(person, bytes, 'photo.jpg', kind)
  if (answer.status !== 201) throw new Error(`The picture was not taken: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** The colours of the corners: top left, top right, bottom left, bottom right. */
export const corners = { tl: [255, 0, 0], tr: [0, 255, 0], bl: [0, 0, 255], br: [255, 255, 0] } as const
export type Corner = keyof typeof corners

/** A picture of four coloured quarters, so that one can tell how it is turned; `frames` of them below each other. */
const quarters = (width: number, height: number, frames = 1): Bytes => {
  const rgb = new Uint8Array(width * height * 3 * frames)
  for (let at = 0; at < width * height * frames; at += 1) {
    const [x, y, frame] = [at % width, Math.floor(at / width) % height, Math.floor(at / width / height)]
    const corner: Corner = y < height / 2 ? (x < width / 2 ? 'tl' : 'tr') : x < width / 2 ? 'bl' : 'br'
    // Each frame is a little darker, or an encoder would make one of them all.
    rgb.set(
      corners[corner].map(value => Math.max(0, value - 30 * frame)),
      at * 3,
    )
  }
  return rgb
}

/** Noise that no encoder makes small. */
export const noise = (width: number, height: number) =>
  sharp(seededRandom(7).bytes(width * height * 3), { raw: { width, height, channels: 3 } })

export const still = (width = 96, height = 64) =>
  sharp(quarters(width, height), { raw: { width, height, channels: 3 } })

export const animation = (width: number, height: number, frames: number) =>
  sharp(quarters(width, height, frames), {
    raw: { width, height: height * frames, channels: 3, pageHeight: height },
  })

export const bytesOf = async (image: { toBuffer(): Promise<Buffer> }): Promise<Bytes> =>
  new Uint8Array(await image.toBuffer())

const join = (...parts: (Uint8Array | string)[]): Bytes =>
  new Uint8Array(Buffer.concat(parts.map(part => Buffer.from(part))))

const text = (content: string): Bytes => join(content)

/** Words that stand in the metadata of a test picture and may be in no answer. */
export const secrets = ['SecretOwner', 'SecretPlace', 'Exif', 'xmpmeta', 'ICC_PROFILE', 'eXIf', 'GPS']

const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>SecretPlace</secret></x:xmpmeta>'

/** With a name, a place and a colour profile in its metadata. */
export const withMetadata = (orientation = 1) =>
  still()
    .withExif({
      IFD0: { Copyright: 'SecretOwner' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '13/1 45/1 22/1', GPSDateStamp: 'SecretPlace' },
    })
    .withXmp(xmp)
    .withIccProfile('p3')
    .withMetadata({ orientation })

/** One case of the corpus: what is sent and what is expected of the answer. */
export interface UploadCase {
  title: string
  bytes: Bytes
  name?: string
  expected: 201 | 413 | 415
  /** Of what is stored, where it is. */
  stored?: { type: string; width?: number; height?: number; frames?: number }
}

const tenMib = 10 * 1024 * 1024

const padded = (bytes: Bytes, length: number): Bytes => {
  const whole = new Uint8Array(length)
  whole.set(bytes)
  return whole
}

const plainFiles = async () => ({
  jpeg: await bytesOf(still().jpeg()),
  'progressive jpeg': await bytesOf(still().jpeg({ progressive: true })),
  png: await bytesOf(still().png({ compressionLevel: 0 })),
  gif: await bytesOf(still().gif()),
  webp: await bytesOf(still().webp()),
  'animated gif': await bytesOf(animation(48, 32, 6).gif({ loop: 0, delay: 80 })),
  'animated webp': await bytesOf(animation(48, 32, 6).webp({ loop: 0, delay: 80 })),
})

const goodCases = async (): Promise<UploadCase[]> => {
  const files = await plainFiles()
  const size = { width: 96, height: 64 }
  const good = (title: string, bytes: Bytes, type: string, more = {}, name?: string): UploadCase => ({
    title,
    bytes,
    expected: 201,
    stored: { type, ...size, ...more },
    ...(name && { name }),
  })
  const cmyk = await bytesOf(still().toColourspace('cmyk').jpeg())
  const deep = await bytesOf(still().toColourspace('rgb16').png())
  const clear = await bytesOf(still().ensureAlpha(0.5).png())
  const grey = await bytesOf(still().greyscale().jpeg())
  const many = await bytesOf(animation(16, 16, 500).gif())
  const orientations = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map(async turn => {
      const bytes = await bytesOf(withMetadata(turn).jpeg())
      return good(
        `a JPEG turned by orientation ${turn}`,
        bytes,
        'image/jpeg',
        turn > 4 ? { width: 64, height: 96 } : {},
      )
    }),
  )
  const frames = { width: 48, height: 32, frames: 6 }
  return [
    good('a JPEG', files.jpeg, 'image/jpeg'),
    good('a progressive JPEG', files['progressive jpeg'], 'image/jpeg'),
    good('a grey JPEG', grey, 'image/jpeg'),
    good('a CMYK JPEG', cmyk, 'image/jpeg'),
    good('a PNG', files.png, 'image/png'),
    good('a PNG with transparency', clear, 'image/png'),
    good('a PNG of 16 bits', deep, 'image/png'),
    good('a PNG written by our own encoder', encodePng({ ...size, rgb: quarters(96, 64) }), 'image/png'),
    good('a GIF', files.gif, 'image/gif'),
    good('a GIF without its trailer', files.gif.slice(0, -1), 'image/gif'),
    good('an animated GIF without its trailer', files['animated gif'].slice(0, -1), 'image/gif', frames),
    good('a GIF with zeros in place of its trailer', join(files.gif.slice(0, -1), '\0\0'), 'image/gif'),
    good('a WebP', files.webp, 'image/webp'),
    good('an animated GIF', files['animated gif'], 'image/gif', frames),
    good('an animated WebP', files['animated webp'], 'image/webp', frames),
    good('a GIF of 500 small frames', many, 'image/gif', { width: 16, height: 16 }),
    ...orientations,
    good('a JPEG with metadata', await bytesOf(withMetadata().jpeg()), 'image/jpeg'),
    good('a PNG with metadata', await bytesOf(withMetadata().png()), 'image/png'),
    good('a WebP with metadata', await bytesOf(withMetadata().webp()), 'image/webp'),
    good(
      'a JPEG with HTML behind it',
      join(files.jpeg, '<script>alert("SecretOwner")</script>'),
      'image/jpeg',
    ),
    good('a GIF that is also a script', join(files.gif, '*/=1;alert("SecretOwner")//'), 'image/gif'),
    good('a PNG with a ZIP behind it', join(files.png, 'PK\x03\x04SecretOwner'), 'image/png'),
    good('a PNG called a JPEG', files.png, 'image/png', {}, 'photo.jpg'),
    good('a WebP called a script', files.webp, 'image/webp', {}, 'run.sh'),
    good('a file of exactly 10 MiB', padded(files.jpeg, tenMib), 'image/jpeg'),
  ]
}

const truncations = async (): Promise<UploadCase[]> =>
  Object.entries(await plainFiles()).flatMap(([format, bytes]) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
      (tenths): UploadCase => ({
        title: `a ${format} cut off after ${tenths} tenths`,
        bytes: bytes.slice(0, Math.floor((bytes.length * tenths) / 10)),
        expected: 415,
      }),
    ),
  )

const badCases = async (): Promise<UploadCase[]> => {
  const files = await plainFiles()
  const wrongCrc = files.png.slice()
  const inData = Math.floor(wrongCrc.length / 2)
  wrongCrc[inData] = (wrongCrc[inData] ?? 0) ^ 0xff
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
  const bomb = pngFile(pngHeader(16_000, 16_000, 1, 0), new Uint8Array(16_000 * 2001))
  const claim = join(files.png.slice(0, 8), pngHeader(65_535, 65_535, 1, 0), pngChunk('IDAT', text('x')))
  const bad = (title: string, expected: 413 | 415, bytes: Bytes, name = 'photo.jpg') => ({
    title,
    expected,
    bytes,
    name,
  })
  return [
    bad('a PNG with a wrong checksum', 415, wrongCrc),
    bad('an SVG', 415, text(svg), 'picture.svg'),
    bad('an SVG called a PNG', 415, text(svg), 'picture.png'),
    bad('HTML', 415, text('<!doctype html><script>alert(1)</script>'), 'photo.png'),
    bad('a shell script', 415, text('#!/bin/sh\nrm -rf /\n'), 'photo.gif'),
    bad('a PDF', 415, text('%PDF-1.7\n1 0 obj\n')),
    bad('a TIFF', 415, await bytesOf(still().tiff())),
    bad('an AVIF', 415, await bytesOf(still().avif({ effort: 0 }))),
    bad('a script that begins like a GIF', 415, text('GIF89a/*<script>*/=1;alert(1)')),
    bad('a GIF without the end of its frame', 415, files.gif.slice(0, -2)),
    bad('HTML that begins like a JPEG', 415, join(Uint8Array.of(0xff, 0xd8, 0xff), '<html>')),
    bad('a RIFF file that is a sound', 415, text('RIFF\x24\x00\x00\x00WAVEfmt ')),
    bad('nothing at all', 415, new Uint8Array(0)),
    bad('one byte', 415, text('x')),
    bad('a PNG of 16000 × 16000', 413, bomb),
    bad('a PNG that claims 65535 × 65535', 413, claim),
    bad(
      'a GIF of 500 frames of 80 megapixels together',
      413,
      longGif(await bytesOf(still(400, 400).gif()), 500),
    ),
    bad('a file of one byte more than 10 MiB', 413, padded(files.jpeg, tenMib + 1)),
    bad('a file of 13 MiB', 413, padded(files.jpeg, 13 * 1024 * 1024)),
  ]
}

/** An animation of the same frame over and over, made by hand: encoders leave out frames in which nothing changes. */
export const longGif = (one: Bytes, frames: number): Bytes => {
  const start = 13 + ((one[10] ?? 0) & 0x80 ? 3 * 2 ** (((one[10] ?? 0) & 7) + 1) : 0)
  const frame = one.slice(start, -1)
  return join(one.slice(0, start), ...Array.from({ length: frames }, () => frame), ';')
}

/** Everything a phone, a browser or an enemy may send, each with what must come of it. */
export const uploadCases = async (): Promise<UploadCase[]> => [
  ...(await goodCases()),
  ...(await badCases()),
  ...(await truncations()),
]

const damage = (bytes: Bytes, random: SeededRandom): Bytes => {
  const damaged = bytes.slice()
  for (let times = random.whole(1, 6); times > 0; times -= 1) {
    damaged[random.whole(0, damaged.length - 1)] = random.whole(0, 255)
  }
  const [from, to] = [random.whole(0, damaged.length - 1), random.whole(0, damaged.length - 1)]
  const kind = random.whole(0, 5)
  if (kind === 0) return damaged.slice(0, from)
  if (kind === 1) return join(damaged.slice(0, from), damaged.slice(to))
  if (kind === 2) return join(damaged.slice(0, from), random.bytes(random.whole(1, 64)), damaged.slice(from))
  return damaged
}

/** `count` pictures of every format, each damaged in its own way; the same seed gives the same ones. */
export const damagedFiles = async (seed: number, count: number): Promise<Bytes[]> => {
  const random = seededRandom(seed)
  const whole = [...Object.values(await plainFiles()), await bytesOf(withMetadata(6).jpeg())]
  return Array.from({ length: count }, () => damage(random.pick(whole), random))
}

/** A photograph as a phone takes it: 4000 × 3000 pixels with grain in it, lying on its side. */
export const phonePhoto = async (): Promise<Bytes> =>
  bytesOf(noise(500, 375).resize(4000, 3000).jpeg({ quality: 80 }).withMetadata({ orientation: 6 }))

/** What a picture is by its own bytes; AVIF, which sharp may not read here, by its brand. */
export const lookAt = async (answer: Response) => {
  const bytes = await answer.bytes()
  const brand = Buffer.from(bytes.subarray(4, 12)).toString('latin1')
  if (brand === 'ftypavif') return { format: 'avif', width: null, height: null }
  const { format, width, height } = await sharp(bytes).metadata()
  return { format, width, height }
}
