import type { Static } from '@sinclair/typebox'
import type { Config } from '../../config.ts'
import { object } from '../../schema/objects.ts'
import { password } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'

export const DeletionBody = object(
  {
    password: password(1, 1000, {
      description: 'The password of the account.',
      examples: ['securepassword123'],
    }),
  },
  { description: 'The password, so that nobody deletes an account with a token alone.' },
)

export const DeletedAccountView = object(
  {
    message: view.string({ description: 'What was done.', examples: ['The account is deleted.'] }),
    backups: view.string({
      description: 'What backups of the server still hold.',
      examples: [
        'Backups that were made before now still hold the account. The operator of the server keeps the newest 7.',
      ],
    }),
  },
  { title: 'DeletedAccount', description: 'What was deleted and what was not, in sentences for people.' },
)

/** What older backups hold of a deleted account, and for how long. */
export const backupSentence = ({ backupSchedule, backupKeep }: Config): string => {
  const kept =
    backupSchedule === null
      ? 'They are kept as long as the operator of the server keeps them.'
      : `The operator of the server keeps the newest ${backupKeep}.`
  return `Backups that were made before now still hold the account. ${kept}`
}

export const toDeletedAccountView = (config: Config): Static<typeof DeletedAccountView> => ({
  message: 'The account is deleted.',
  backups: backupSentence(config),
})
