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
  const about = (
    <p>
      {person.full_name} · {person.email}
    </p>
  )
  const common = { fields: { user_id: person.id }, inputs: about }
  const done = () => onDone()
  const saveExport = ({ file, path }: Commands['user.export']['answer']) => {
    if (path !== null) saveFrom(path, file.replace(/^.*\//, ''))
    onDone()
  }
  return (
    <div class="buttons">
      {!person.is_verified && (
        <CommandButton name="user.verify" title={words.verify} {...common} onDone={done} />
      )}
      <CommandButton name="user.end-sessions" title={words.endSessions} {...common} onDone={done} />
      <CommandButton
        name="user.password-link"
        title={words.passwordLink}
        {...common}
        onDone={({ url }) => onDone(`${words.linkNote} ${url}`)}
      />
      <CommandButton name="user.export" title={words.exportData} {...common} onDone={saveExport} />
      {person.disabled_at ? (
        <CommandButton name="user.enable" title={words.enable} {...common} onDone={done} />
      ) : (
        <CommandButton name="user.disable" kind="danger" title={words.disable} {...common} onDone={done} />
      )}
      <CommandButton
        name="user.delete"
        kind="danger"
        title={words.remove}
        {...common}
        onDone={({ backups }) => onDone(`${words.removed} ${backups}`)}
      />
    </div>
  )
}
