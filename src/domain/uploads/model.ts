import { type Static, Type } from '@sinclair/typebox'
import type { CallerContext } from '../../http/endpoint.ts'
import type { RequestContext } from '../../http/request-context.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { object, optional } from '../../schema/objects.ts'
import { pageQuery, queryInteger } from '../../schema/queries.ts'
import { file, httpUrl, oneOf } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { exampleIds, exampleUrls } from '../example-ids.ts'
import type { FileId } from '../ids.ts'
import { hiddenFlag } from '../reports/hidden-flag.ts'
import { contentTypes, fileCategories, type UploadedFile } from './file.ts'
import { filenameOf, type VariantOptions, variantFits } from './rules.ts'

const fileCategory = namedEnum('FileCategory', fileCategories, 'What a file was uploaded for.')

const contentType = namedEnum('ImageContentType', contentTypes, 'The type of a stored picture.')

const variantFit = namedEnum(
  'ImageFit',
  variantFits,
  'How a picture is fitted into a width and a height. `cover` fills them and is cut at the edges, `contain` fits into them whole.',
)

const variantFormat = namedEnum(
  'ImageFormat',
  ['webp', 'jpeg', 'avif'],
  'A format that a picture can be converted into.',
)

export const UploadForm = object(
  {
    file: file({
      description:
        'A JPEG, PNG, GIF or WebP picture of at most 10 MiB, 16384 pixels a side and 50 megapixels, all frames together.',
    }),
  },
  { title: 'UploadImageRequest', description: 'A form with one file.' },
)

export const ProfileImageBody = object(
  {
    profile_image_url: httpUrl({
      description: 'The `url` of a file of one’s own.',
      examples: [exampleUrls.file],
    }),
  },
  { description: 'Which file becomes the profile picture.' },
)

/** Neither an id nor a stored name is a 404, not a 422 (ruling F5). */
export const FileParams = object({
  file_id: Type.String({
    description: 'UUID of the file, or its stored `filename`.',
    examples: [exampleIds.file],
  }),
})

const side = (what: string) =>
  optional(queryInteger(16, 2048, { description: `${what}, in pixels; it is rounded up to a fixed size.` }))

export const VariantQueryString = object({
  w: side('The width wanted'),
  h: side('The height wanted'),
  fit: oneOf(variantFit, {
    description: 'With both `w` and `h`: how they are filled.',
    default: 'cover',
  }),
  format: optional(
    oneOf(variantFormat, {
      description: 'Left out: as stored, or WebP for another size when `Accept` names `image/webp`.',
    }),
  ),
})

const { limit } = pageQuery(20)

export const MyFilesQueryString = object({
  category: optional(oneOf(fileCategory, { description: 'Left out: every category.' })),
  limit,
  offset: queryInteger(0, Number.MAX_SAFE_INTEGER, {
    description: 'How many items to leave out at the beginning.',
    default: 0,
  }),
})

export const FileView = object(
  {
    file_id: view.id<'file'>({ description: 'UUID of the file.', examples: [exampleIds.file] }),
    filename: view.string({
      description: 'The name under which it is stored: the UUID with an ending.',
      examples: [`${exampleIds.file}.jpg`],
    }),
    original_filename: view.string({
      description: 'The last part of the name that the client sent.',
      examples: ['my-photo.jpg'],
    }),
    file_size: view.integer({ description: 'Of the stored file, in bytes.', examples: [245_760] }),
    content_type: view.oneOf(contentType, { description: 'Of the stored file.', examples: ['image/jpeg'] }),
    category: view.oneOf(fileCategory, { description: 'What it was uploaded for.', examples: ['profile'] }),
    url: view.string({ description: 'Where the file is, for everybody.', examples: [exampleUrls.file] }),
    width: view.integer({ description: 'In pixels.', examples: [1080] }),
    height: view.integer({ description: 'In pixels.', examples: [720] }),
    thumbhash: view.string({
      description: 'A placeholder to draw until the picture is there: a ThumbHash in base64.',
      examples: ['1QcSHQRnh493V4dIh4eXh1h4kJUI'],
    }),
    uploaded_at: view.dateTime({ description: 'When it was uploaded.' }),
    is_hidden: hiddenFlag('picture'),
  },
  { title: 'UploadedFile', description: 'A stored picture.' },
)

export const FilesView = view.array(FileView, { description: 'Files, newest first.' })

export const GigImagesView = view.array(FileView, { description: 'The pictures of a gig, in their order.' })

/** Absolute (ruling F3). */
export const fileUrlOf = (baseUrl: string, id: FileId): string => `${baseUrl}/api/upload/${id}`

export const toFileView = (
  stored: UploadedFile,
  { baseUrl }: Pick<RequestContext, 'baseUrl'>,
): Static<typeof FileView> => ({
  file_id: stored.id,
  filename: filenameOf(stored),
  original_filename: stored.originalFilename,
  file_size: stored.fileSize,
  content_type: stored.contentType,
  category: stored.category,
  url: fileUrlOf(baseUrl, stored.id),
  width: stored.width,
  height: stored.height,
  thumbhash: stored.thumbhash,
  uploaded_at: stored.uploadedAt,
  ...(stored.isHidden && { is_hidden: stored.isHidden }),
})

export const toVariantOptions = (query: Static<typeof VariantQueryString>): VariantOptions => ({
  width: query.w ?? null,
  height: query.h ?? null,
  fit: query.fit,
  format: query.format ?? null,
})

export const fileNameInUrl = (url: string): string | null =>
  /\/api\/upload\/([^/]+)\/?$/.exec(new URL(url).pathname)?.[1] ?? null

export const toGigImagesView = (
  files: UploadedFile[],
  { baseUrl, caller }: CallerContext,
): Static<typeof GigImagesView> =>
  files.map(file => {
    const shown = toFileView(file, { baseUrl })
    return file.ownerId === caller.userId ? shown : { ...shown, original_filename: shown.filename }
  })

export const toFilesView = (
  files: UploadedFile[],
  context: Pick<RequestContext, 'baseUrl'>,
): Static<typeof FilesView> => files.map(file => toFileView(file, context))
