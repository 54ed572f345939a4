import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { type ErrorCode, invalidFields } from '../../errors.ts'
import { baseUrlOf } from '../../http/base-url.ts'
import { acceptsType, answerWithFile } from '../../http/file-answer.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
import { view } from '../../schema/views.ts'
import { ProfileView, toProfileView } from '../users/model.ts'
import type { FileCategory, UploadedFile } from './file.ts'
import {
  FileParams,
  FilesView,
  FileView,
  fileNameInUrl,
  MyFilesQueryString,
  ProfileImageBody,
  toFileView,
  toVariantOptions,
  UploadForm,
  VariantQueryString,
} from './model.ts'
import { filenameOf, type VariantOptions, variantNameOf, variantOf } from './rules.ts'
import { deleteFile, getFile, listFiles, readStoredFile, setProfileImage, uploadFile } from './service.ts'
import type { VariantCache } from './variant-cache'
import type { Variants } from './variants.ts'

const uploadErrors: ErrorCode[] = [
  'FILE_TOO_LARGE',
  'INVALID_FILE_TYPE',
  'STORAGE_QUOTA_EXCEEDED',
  'OVERLOADED',
]

const uploadOperation = (summary: string, description: string) =>
  operation({
    summary,
    description: `${description} What is stored is upright and without EXIF, GPS or other metadata, in the same format; animations stay.`,
    access: 'user',
    rateClass: 'upload',
    answers: { 201: FileView },
    errors: uploadErrors,
    accepts: ['formdata'],
    takesFile: true,
  })

/** Sending, listing, deleting and serving pictures. */
export const uploadRoutes = (ctx: Context, variants: Variants, variantCache: VariantCache) => {
  const upload = async (
    request: Request,
    category: FileCategory,
    owner: UploadedFile['ownerId'],
    sent: File,
  ) => toFileView(await uploadFile(ctx, owner, category, sent), baseUrlOf(ctx.config, request))

  /** The stored file, or the variant that is wished for; WebP for another size where the client names it. */
  const choose = (file: UploadedFile, wish: VariantOptions, accept: string | null) => {
    const isResized = wish.width !== null || wish.height !== null
    const variesByAccept = isResized && wish.format === null
    const format = variesByAccept && acceptsType(accept, 'image/webp') ? 'webp' : wish.format
    return { variesByAccept, variant: variantOf(file, { ...wish, format }) }
  }

  const open = new Elysia().get(
    '/:file_id',
    async ({ request, set, params, query }) => {
      const file = await getFile(ctx, params.file_id)
      const { variesByAccept, variant } = choose(file, toVariantOptions(query), request.headers.get('accept'))
      const served = {
        name: variant ? variantNameOf(file.id, variant) : filenameOf(file),
        contentType: variant ? `image/${variant.format}` : file.contentType,
        variesByAccept,
      }
      if (variant) variantCache.remember(request, served)
      return answerWithFile(request, set, {
        ...served,
        load: () => (variant ? variants.get(file, variant) : readStoredFile(ctx, file)),
      })
    },
    {
      params: FileParams,
      query: VariantQueryString,
      ...operation({
        summary: 'Get uploaded file',
        description:
          'The picture, for everybody, or a variant of it: another size with `w` and `h`, never enlarged, another format with `format`. With one of `w` and `h` the proportions stay; a side that is not asked for is at most 4096 pixels. Files never change: keep them as long as you like. Answers `If-None-Match` with 304 and `Range` with 206.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: view.image(), 206: view.image(), 304: Type.Void() },
        errors: ['RESOURCE_NOT_FOUND', 'RANGE_NOT_SATISFIABLE', 'OVERLOADED'],
      }),
    },
  )

  const closed = new Elysia()
    .use(signedIn)
    .post(
      '/profile',
      async ({ request, caller, body, set }) => {
        set.status = 201
        return upload(request, 'profile', caller.userId, body.file)
      },
      {
        body: UploadForm,
        ...uploadOperation(
          'Upload profile image',
          'Keeps a picture and makes it the caller’s profile picture.',
        ),
      },
    )
    .post(
      '/gig',
      async ({ request, caller, body, set }) => {
        set.status = 201
        return upload(request, 'gig', caller.userId, body.file)
      },
      {
        body: UploadForm,
        ...uploadOperation('Upload gig image', 'Keeps a picture for the `image_urls` of a gig.'),
      },
    )
    .post(
      '/general',
      async ({ request, caller, body, set }) => {
        set.status = 201
        return upload(request, 'general', caller.userId, body.file)
      },
      {
        body: UploadForm,
        ...uploadOperation(
          'Upload general image',
          'Keeps a picture for anything else, such as a chat message. An addition to the contract (ruling F4).',
        ),
      },
    )
    .put(
      '/profile/set',
      async ({ request, caller, body }) => {
        const name = fileNameInUrl(body.profile_image_url)
        if (name === null)
          throw invalidFields({ profile_image_url: ['Must be the address of an uploaded file.'] })
        return toProfileView(await setProfileImage(ctx, caller.userId, name), baseUrlOf(ctx.config, request))
      },
      {
        body: ProfileImageBody,
        ...operation({
          summary: 'Set profile image',
          description:
            'Makes a file of one’s own, whatever its category, the profile picture. An addition to the contract (ruling F4).',
          access: 'user',
          answers: { 200: ProfileView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
          example: {
            profile_image_url: 'http://localhost:8000/api/upload/123e4567-e89b-12d3-a456-426614174000',
          },
        }),
      },
    )
    .get(
      '/my-files',
      async ({ request, caller, query }) => {
        const { category = null, offset: skip, limit } = query
        const files = await listFiles(ctx, { ownerId: caller.userId, category, skip, limit })
        const baseUrl = baseUrlOf(ctx.config, request)
        return files.map(file => toFileView(file, baseUrl))
      },
      {
        query: MyFilesQueryString,
        ...operation({
          summary: 'List my files',
          description: 'The files of the caller, newest first.',
          access: 'user',
          answers: { 200: FilesView },
          errors: [],
        }),
      },
    )
    .delete(
      '/:file_id',
      async ({ caller, params, set }) => {
        await deleteFile(ctx, variants, caller.userId, params.file_id)
        set.status = 204
      },
      {
        params: FileParams,
        ...operation({
          summary: 'Delete file',
          description:
            'Deletes a file of one’s own. Where it is a profile picture, `profile_image_url` becomes `null`; a gig keeps the address, which is a 404 from then on.',
          access: 'user',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )

  return new Elysia({ prefix: '/api/upload', tags: ['Files'] }).use(open).use(closed)
}
