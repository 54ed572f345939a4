import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { Field } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import { textsOf } from './fields.tsx'
import { peopleWords } from './people-words.ts'
import { PersonView } from './person.tsx'
import { useStateOf } from './person-state.ts'
import { useAnswer } from './refresh.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'
import { Table } from './table.tsx'
import { deskWords } from './words.ts'

export const PeoplePart = ({ rest: [id = ''] }: { rest: string[] }) =>
  id === '' ? <PeopleSearch /> : <PersonView id={id} />

const PeopleSearch = () => {
  const words = useWords(peopleWords)
  const { find } = useWords(deskWords)
  const [text, setText] = useState('')
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    setText((textsOf(event.currentTarget).text ?? '').trim())
  }
  return (
    <>
      <form class="inline-form" onSubmit={search}>
        <Field id="text" label={words.search}>
          <input id="text" name="text" type="search" required maxLength={254} />
        </Field>
        <Button type="submit" kind="quiet">
          {find}
        </Button>
      </form>
      {text !== '' && <FoundPeople key={text} text={text} />}
    </>
  )
}

const FoundPeople = ({ text }: { text: string }) => {
  const words = useWords(peopleWords)
  const { email } = useWords(deskWords)
  const stateOf = useStateOf()
  const loaded = useAnswer('/users', { text })
  return (
    <Section title={words.found} loaded={loaded}>
      {({ users }) => (
        <Table
          label={words.found}
          headings={[words.name, email, words.state, words.registered]}
          rows={users}
          keyOf={user => user.id}
          cells={user => [
            <a key="name" href={hrefOf('people', user.id)}>
              {user.full_name}
            </a>,
            user.email,
            stateOf(user),
            <Time key="registered" at={user.created_at} as="moment" />,
          ]}
        />
      )}
    </Section>
  )
}
