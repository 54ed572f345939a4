import { useWords } from '../shared/language.tsx'
import type { Commands, PersonRecord } from './api.ts'
import { CommandButton } from './command-button.tsx'
import { saveFrom } from './desk-client.ts'
import { peopleWords } from './people-words.ts'

interface Props {
  person: PersonRecord
  /** @param note what is shown from then on */
  onDone(note?: string): void
}

export const PersonCommands = ({ person, onDone }: Props) => {
  const words = useWords(peopleWords)
  const fields = { user_id: person.id }
  const done = () => onDone()
  const saveExport = ({ file, path }: Commands['user.export']['answer']) => {
    if (path !== null) saveFrom(path, file.replace(/^.*\//, ''))
    onDone()
  }
  return (
    <div class="buttons">
      {!person.is_verified && (
        <CommandButton name="user.verify" title={words.verify} fields={fields} onDone={done} />
      )}
      <CommandButton name="user.end-sessions" title={words.endSessions} fields={fields} onDone={done} />
      <CommandButton
        name="user.password-link"
        title={words.passwordLink}
        fields={fields}
        onDone={({ url }) => onDone(`${words.linkNote} ${url}`)}
      />
      <CommandButton name="user.export" title={words.exportData} fields={fields} onDone={saveExport} />
      {person.disabled_at ? (
        <CommandButton name="user.enable" title={words.enable} fields={fields} onDone={done} />
      ) : (
        <CommandButton
          name="user.disable"
          kind="danger"
          title={words.disable}
          fields={fields}
          onDone={done}
        />
      )}
      <CommandButton
        name="user.delete"
        kind="danger"
        title={words.remove}
        fields={fields}
        onDone={({ backups }) => onDone(`${words.removed} ${backups}`)}
      />
    </div>
  )
}
