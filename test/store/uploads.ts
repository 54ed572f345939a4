import { expect } from 'bun:test'
import type { FileCategory, UploadedFile } from '../../src/domain/uploads/file.ts'
import { AppError } from '../../src/errors.ts'
import { at, makeCommand, makeFile, makeWrite, newId } from '../support/stores.ts'
import { registerPair, registerUser } from './arrange.ts'
import { inNewestOrder, mixedIds, mixedSeconds } from './pages.ts'
import type { Suite } from './suite.ts'

export const uploads = (suite: Suite): void => {
  adding(suite)
  lists(suite)
  profileImages(suite)
}

const adding = (suite: Suite) => {
  suite.covers('uploads.add', it => {
    it('gives the decision what the owner uses, so that of ten at once no more pass than fit', async () => {
      const { store } = suite
      const owner = await registerUser(store)
      const seen: unknown[] = []
      const attempts = Array.from({ length: 10 }, () =>
        store.uploads.add(makeWrite(), makeFile(owner, { fileSize: 7 }), usage => {
          seen.push(usage)
          if (usage.fileCount >= 3) throw new AppError('STORAGE_QUOTA_EXCEEDED')
        }),
      )
      const outcomes = await Promise.allSettled(attempts)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
      expect(seen.slice(0, 4)).toEqual([0, 1, 2, 3].map(n => ({ fileCount: n, totalBytes: 7 * n })))
      expect(await store.uploads.usageOf(owner.id)).toEqual({ fileCount: 3, totalBytes: 21 })
    })

    it('makes a profile picture that of its owner, and no other file (F4)', async () => {
      const { store } = suite
      const owner = await registerUser(store)
      const profile = makeFile(owner, { category: 'profile' })
      for (const file of [profile, makeFile(owner, { category: 'gig' }), makeFile(owner)])
        expect(await store.uploads.add(makeWrite(), file, () => {})).toEqual(file)
      expect((await store.users.find(owner.id))?.profileImageId).toBe(profile.id)
    })
  })

  suite.covers('uploads.find', it => {
    it('gives a file as it was added, or null', async () => {
      const file = makeFile(await registerUser(suite.store), { originalFilename: 'แมว "1".jpg' })
      await suite.store.uploads.add(makeWrite(), file, () => {})
      expect(await suite.store.uploads.find(file.id)).toEqual(file)
      expect(await suite.store.uploads.find(newId())).toBeNull()
    })
  })
}

const arrangeFiles = async ({ store }: Suite) => {
  const { seeker: owner, helper: other } = await registerPair(store)
  const categories: FileCategory[] = ['gig', 'profile', 'gig', 'gig', 'general']
  const ids = mixedIds<'file'>()
  const files = mixedSeconds.map((seconds, index) =>
    makeFile(owner, {
      id: ids[index] ?? newId(),
      uploadedAt: at(seconds),
      category: categories[index] ?? 'gig',
      fileSize: 10 ** index,
    }),
  )
  const others = makeFile(other)
  for (const file of [...files, others]) await store.uploads.add(makeWrite(), file, () => {})
  return { owner, other, files, others }
}

const lists = (suite: Suite) => {
  suite.covers('uploads.usageOf', it => {
    it('counts the files and bytes of one person', async () => {
      const { owner, other } = await arrangeFiles(suite)
      const { usageOf } = suite.store.uploads
      expect(await usageOf(owner.id)).toEqual({ fileCount: 6, totalBytes: 111_111 })
      expect(await usageOf(other.id)).toEqual({ fileCount: 1, totalBytes: 1000 })
      expect(await usageOf(newId())).toEqual({ fileCount: 0, totalBytes: 0 })
    })
  })

  suite.covers('uploads.listOf', it => {
    it('gives the files of a person by category, newest first, ties by id, on exact pages (F6, G6)', async () => {
      const { owner, files } = await arrangeFiles(suite)
      const newest = inNewestOrder(files)
      const expectListed = async (category: FileCategory | null, wanted: UploadedFile[]) => {
        for (let skip = 0; skip <= wanted.length; skip += 1) {
          for (const limit of [1, 2, 100]) {
            const listed = await suite.store.uploads.listOf({ ownerId: owner.id, category, skip, limit })
            expect(listed).toEqual(wanted.slice(skip, skip + limit))
          }
        }
      }
      await expectListed(null, newest)
      for (const category of ['gig', 'profile', 'general'] as const) {
        const wanted = newest.filter(file => file.category === category)
        await expectListed(category, wanted)
      }
    })
  })
}

const profileImages = (suite: Suite) => {
  suite.covers('uploads.setProfileImage', it => {
    it('changes the picture of the actor alone, and gives the decision the file (F4)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const file = makeFile(seeker)
      await store.uploads.add(makeWrite(), file, () => {})
      const seen: UploadedFile[] = []
      const user = await store.uploads.setProfileImage(makeCommand(seeker), file.id, found =>
        seen.push(found),
      )
      expect([user, seen]).toEqual([{ ...seeker, profileImageId: file.id }, [file]])
      expect(await store.users.find(seeker.id)).toEqual(user)
      expect(await store.users.find(helper.id)).toEqual(helper)
    })
  })

  suite.covers('uploads.remove', it => {
    it('leaves nobody with the picture, and their other pictures as they were (F4)', async () => {
      const { store } = suite
      const owner = await registerUser(store)
      const [old, current] = [makeFile(owner, { category: 'profile' }), makeFile(owner)]
      for (const file of [old, current]) await store.uploads.add(makeWrite(), file, () => {})
      await store.uploads.setProfileImage(makeCommand(owner), current.id, () => {})
      expect(await store.uploads.remove(makeWrite(), old.id, () => {})).toEqual(old)
      expect((await store.users.find(owner.id))?.profileImageId).toBe(current.id)
      await store.uploads.remove(makeWrite(), current.id, () => {})
      expect(await store.users.find(owner.id)).toEqual(owner)
      expect(await store.uploads.usageOf(owner.id)).toEqual({ fileCount: 0, totalBytes: 0 })
    })
  })
}
