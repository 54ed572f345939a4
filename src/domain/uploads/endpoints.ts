import type { Context } from '../../context.ts'
import { invalidFields } from '../../errors.ts'
import { fileBody } from '../../http/body.ts'
import { clientAddressOf } from '../../http/client-address.ts'
import { type DocumentedError, type Endpoint, endpoint, openEndpoint } from '../../http/endpoint.ts'
import { acceptsType, replyWithFile, Substitute } from '../../http/file-reply.ts'
import { view } from '../../schema/views.ts'
import { exampleIds, exampleUrls } from '../example-ids.ts'
import { GigParams } from '../gigs/model.ts'
import { fileNotFound, gigNotFound } from '../not-found.ts'
import { ProfileView, toProfileView } from '../users/model.ts'
import { contentTypes, type FileCategory, type UploadedFile } from './file.ts'
import {
  FileParams,
  FilesView,
  FileView,
  fileNameInUrl,
  GigImagesView,
  MyFilesQueryString,
  ProfileImageBody,
  toFilesView,
  toFileView,
  toGigImagesView,
  toVariantOptions,
  UploadForm,
  VariantQueryString,
} from './model.ts'
import {
  filenameOf,
  fileTooLarge,
  maxFileBytes,
  notItsOwner,
  type VariantOptions,
  variantNameOf,
  variantOf,
} from './rules.ts'
import { deleteFile, getFile, listFiles, listGigImages, setProfileImage, uploadFile } from './service.ts'
import { readStoredFile } from './stored-file.ts'
import type { VariantCache } from './variant-cache.ts'
import type { Variants } from './variants.ts'

const tag = 'Files'

const uploadErrors: DocumentedError[] = [
  fileTooLarge,
  'INVALID_FILE_TYPE',
  'STORAGE_QUOTA_EXCEEDED',
  'OVERLOADED',
]

const uploadEndpoint = (
  ctx: Context,
  category: FileCategory,
  { summary, description }: { summary: string; description: string },
): Endpoint =>
  endpoint({
    method: 'POST',
    path: `/api/upload/${category}`,
    tag,
    summary,
    description: `${description} What is stored is upright and without EXIF, GPS or other metadata, in the same format; animations stay.`,
    rateClass: 'upload',
    body: UploadForm,
    bodyTypes: ['formdata'],
    bodyLimits: fileBody(maxFileBytes),
    responses: { 201: FileView },
    exampleResult: { category },
    errors: uploadErrors,
    run: ({ command, body, context }) =>
      uploadFile(ctx, command, category, body.file, context.request.signal),
    view: toFileView,
  })

/** WebP for another size where `Accept` names it. */
const chooseVariant = (file: UploadedFile, options: VariantOptions, accept: string | null) => {
  const isResized = options.width !== null || options.height !== null
  const variesByAccept = isResized && options.format === null
  const format = variesByAccept && acceptsType(accept, 'image/webp') ? 'webp' : options.format
  return { variesByAccept, variant: variantOf(file, { ...options, format }) }
}

export const uploadEndpoints = (ctx: Context, variants: Variants, variantCache: VariantCache): Endpoint[] => [
  uploadEndpoint(ctx, 'profile', {
    summary: 'Upload profile image',
    description: 'Stores a picture and makes it the caller’s profile picture.',
  }),
  uploadEndpoint(ctx, 'gig', {
    summary: 'Upload gig image',
    description: 'Stores a picture for the `image_urls` of a gig.',
  }),
  uploadEndpoint(ctx, 'general', {
    summary: 'Upload general image',
    description:
      'Stores a picture for anything else, such as a chat message. An addition to the contract (ruling F4).',
  }),
  endpoint({
    method: 'PUT',
    path: '/api/upload/profile/set',
    tag,
    summary: 'Set profile image',
    description:
      'Makes a file of one’s own, whatever its category, the profile picture. An addition to the contract (ruling F4).',
    body: ProfileImageBody,
    example: { profile_image_url: exampleUrls.file },
    responses: { 200: ProfileView },
    exampleResult: { profile_image_url: exampleUrls.file },
    errors: [fileNotFound, notItsOwner],
    run: ({ command, body }) => {
      const name = fileNameInUrl(body.profile_image_url)
      if (name === null)
        throw invalidFields({ profile_image_url: ['Must be the address of an uploaded file.'] })
      return setProfileImage(ctx, command, name)
    },
    view: toProfileView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/upload/my-files',
    tag,
    summary: 'List my files',
    description: 'The files of the caller, newest first.',
    query: MyFilesQueryString,
    responses: { 200: FilesView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => {
      const { category = null, offset: skip, limit } = query
      return listFiles(ctx, { ownerId: reader.userId, category, skip, limit }, reader)
    },
    view: toFilesView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/upload/gig-images/:gig_id',
    tag,
    summary: 'List gig images',
    description:
      'The uploaded files among the `image_urls` of a gig, in their order; addresses of other servers and of deleted files are left out. `original_filename` is shown to the owner alone; to others it is `filename`. An addition to the contract (ruling F8).',
    params: GigParams,
    exampleResult: [{ category: 'gig', original_filename: `${exampleIds.file}.jpg` }],
    responses: { 200: GigImagesView },
    errors: [gigNotFound],
    run: ({ caller, params }) => listGigImages(ctx, params.gig_id, caller.userId),
    view: toGigImagesView,
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/upload/:file_id',
    tag,
    summary: 'Delete file',
    description:
      'Deletes a file of one’s own. Where it is a profile picture, `profile_image_url` becomes `null`; a gig keeps the address, which is a 404 from then on.',
    params: FileParams,
    responses: { 204: view.nothing('The file is deleted.') },
    errors: [fileNotFound, notItsOwner],
    run: async ({ command, params }) => {
      await deleteFile(ctx, variants, command, params.file_id)
    },
  }),
  openEndpoint({
    method: 'GET',
    path: '/api/upload/:file_id',
    tag,
    summary: 'Get uploaded file',
    description:
      'The picture, for everybody, or a variant of it: another size with `w` and `h`, never enlarged, another format with `format`. With one of `w` and `h` the proportions stay; a side that is not asked for is at most 4096 pixels. Each side is rounded up to the next of 16, 32, 48, 64, 96, 128, 160, 200, 240, 256, 320, 400, 480, 512, 640, 720, 800, 960, 1024, 1080, 1280, 1600, 1920 and 2048 (ruling F8). A client that asks for too many new variants in a minute gets the next larger stored size or the original in their place, which caches may keep for a minute. A file never changes under its address, but it can be deleted or hidden by an operator: a browser keeps it for a day without asking again, and caches of others for a minute. Answers `If-None-Match` with 304 and `Range` with 206.',
    access: 'anyone',
    rateClass: 'none',
    params: FileParams,
    query: VariantQueryString,
    responses: {
      200: view.image({ description: 'The picture.' }),
      206: view.image({ description: 'The requested part of the picture.' }),
      304: view.nothing('The client’s copy is current.'),
    },
    fileTypes: [...contentTypes, 'image/avif'],
    errors: [fileNotFound, 'RANGE_NOT_SATISFIABLE', 'STORAGE_FAILED'],
    cachedReply: variantCache.reply,
    run: async ({ context, params, query }) => {
      const { request } = context
      const file = await getFile(ctx, params.file_id)
      const options = toVariantOptions(query)
      const { variesByAccept, variant } = chooseVariant(file, options, request.headers.get('accept'))
      const served = {
        name: variant ? variantNameOf(file.id, variant) : filenameOf(file),
        contentType: variant ? `image/${variant.format}` : file.contentType,
        variesByAccept,
      }
      if (!variant) return replyWithFile(context, { ...served, load: () => readStoredFile(ctx, file) })
      variantCache.remember(request, { ...served, ownerId: file.ownerId })
      const load = async () => {
        const id = clientAddressOf(request, context.server, ctx.config.trustProxy)
        const found = await variants.get(file, variant, { id, signal: request.signal })
        if (found.substitute === null) return found.content
        const isOriginal = found.substitute === filenameOf(file)
        const contentType = isOriginal ? file.contentType : served.contentType
        return new Substitute({ name: found.substitute, contentType, variesByAccept }, found.content)
      }
      return replyWithFile(context, { ...served, load })
    },
  }),
]
